package dev.sdr.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "On Mon, Mar 2, 2026 at 10:00 AM Jane Doe <jane@acme.example> wrote:",
                "On Monday, March 2, 2026, 10:00:12 AM GMT+1, Jane Doe <jane@acme.example> wrote:",
                "On 02/03/2026 10:00, Jane Doe wrote:",
                "On 2 Mar 2026, at 10:00, Jane Doe <jane@acme.example> wrote:",
                "Am 02.03.2026 um 10:00 schrieb Jane Doe:",
                "Am Mo., 2. März 2026 um 10:00 Uhr schrieb Jane Doe <\njane@acme.example>:",
                "Jane Doe <jane@acme.example> schrieb am Mo. 2. März 2026 um\n10:00:",
                "Am Montag, 2. März 2026 um 10:00:12 MEZ hat Jane Doe <jane@acme.example> Folgendes geschrieben:",
                "Le lun. 2 mars 2026 à 10:00, Jane Doe <jane@acme.example> a écrit :",
                "Le 02/03/2026 à 10:00, Jane Doe a écrit :",
                "Le 2 mars 2026 à 10:00, Jane Doe <jane@acme.example> a\u00a0écrit\u00a0:",
                "El lun, 2 mar 2026 a las 10:00, Jane Doe (<jane@acme.example>) escribió:",
                "El 02/03/2026 a las 10:00, Jane Doe escribió:",
                "Em seg., 2 de mar. de 2026 às 10:00, Jane Doe <jane@acme.example>\nescreveu:",
                "Il giorno lun 2 mar 2026 alle ore 10:00 Jane Doe <jane@acme.example>\nha scritto:",
                "Il 02/03/2026 10:00, Jane Doe ha scritto:",
                "Op ma 2 mrt 2026 om 10:00 schreef Jane Doe <jane@acme.example>:",
                "Op 2 mrt. 2026 om 10:00 heeft Jane Doe <jane@acme.example> het volgende geschreven:",
                "pon., 2 mar 2026 o 10:00 Jane Doe <jane@acme.example> napisał(a):",
                "W dniu 2.03.2026 o 10:00, Jane Doe pisze:",
                "W dniu pon., 2.03.2026 o 10:00 Jane Doe <jane@acme.example> napisał(a):",
                "Den mån 2 mars 2026 kl 10:00 skrev Jane Doe <jane@acme.example>:",
                "2 mars 2026 kl. 10:00 skrev Jane Doe <jane@acme.example>:",
                "Den man. 2. mar. 2026 kl. 10.00 skrev Jane Doe <jane@acme.example>:",
                "man. 2. mars 2026 kl. 10:00 skrev Jane Doe <jane@acme.example>:",
                "ma 2. maalisk. 2026 klo 10.00 Jane Doe (jane@acme.example) kirjoitti:",
                "Jane Doe kirjoitti 2.3.2026 klo 10.00:",
                "пн, 2 мар. 2026 г. в 10:00, Jane Doe <jane@acme.example>:",
                "02.03.2026 10:00, Jane Doe пишет:",
                "2 марта 2026 г., 10:00, Jane Doe <jane@acme.example> написал(а):",
                "Понедельник, 2 марта 2026, 10:00 +03:00 от Jane Doe <jane@acme.example>:",
                "po 2. 3. 2026 v 10:00 odesílatel Jane Doe <jane@acme.example> napsal:",
                "Dne 02. 03. 26 v 10:00 Jane Doe napsal(a):",
                "Jane Doe <jane@acme.example>, 2 Mar 2026 Pzt, 10:00 tarihinde şunu yazdı:",
                "Vào Th 2, 2 thg 3, 2026 vào lúc 10:00 Jane Doe <jane@acme.example> đã viết:",
                "Jane Doe <jane@acme.example> 于2026年3月2日周一 10:00写道：",
                "在 2026年3月2日，上午10:00，Jane Doe <jane@acme.example> 写道：",
                "2026年3月2日(月) 10:00 Jane Doe <jane@acme.example>:",
                "2026/03/02 10:00、Jane Doe <jane@acme.example>のメール:",
                "2026년 3월 2일 (월) 오전 10:00, Jane Doe <jane@acme.example>님이 작성:",
                "\u200fבתאריך יום ב׳, 2 במרץ 2026 ב-10:00 מאת Jane Doe <\u202ajane@acme.example\u202c>:",
                "2026-03-02 10:00 GMT+01:00 Jane Doe <jane@acme.example>:",
                "пн, 2 бер. 2026 р. о 10:00 Jane Doe <jane@acme.example> пише:",
                "În lun., 2 mar. 2026 la 10:00, Jane Doe <jane@acme.example> a scris:",
                "Jane Doe <jane@acme.example> ezt írta (időpont: 2026. márc. 2., H, 10:00):",
                "Στις Δευ 2 Μαρ 2026 στις 10:00, ο/η Jane Doe <jane@acme.example> έγραψε:",
                "Pada tanggal Sen, 2 Mar 2026 pukul 10.00 Jane Doe <jane@acme.example> menulis:",
                "في الاثنين، 2 مارس 2026 في 10:00 ص تمت كتابة ما يلي بواسطة Jane Doe <jane@acme.example>:",
                "pon, 2. ožu 2026. u 10:00 Jane Doe <jane@acme.example> napisao je:",
                "On Mon, Mar 2, 2026 at 10:00 AM <jane@acme.example> wrote:",
                "On Mon, 2 Mar 2026 10:00:00 +0100\nJane Doe <jane@acme.example> wrote:",
                "Jane Doe <jane@acme.example> wrote:",
                "---- On Mon, 02 Mar 2026 10:00:00 +0100 Jane Doe <jane@acme.example> wrote ----",
                "From: Jane Doe <jane@acme.example>\nSent: Monday, March 2, 2026 10:00 AM\nTo: Rep\nSubject: Hi",
                "Von: Jane Doe\nGesendet: Montag, 2. März 2026 10:00\nAn: Rep\nBetreff: Hallo",
                "*Von:* Jane Doe <jane@acme.example>\n*Gesendet:* Montag, 2. März 2026 10:00\n*An:* Rep\n*Betreff:* Hallo",
                "De : Jane Doe <jane@acme.example>\nEnvoyé : lundi 2 mars 2026 10:00\nÀ : Rep\nObjet : Bonjour",
                "De: Jane Doe\nEnviado el: lunes, 2 de marzo de 2026 10:00\nPara: Rep\nAsunto: Hola",
                "De: Jane Doe\nEnviada em: segunda-feira, 2 de março de 2026 10:00\nPara: Rep\nAssunto: Oi",
                "Da: Jane Doe\nInviato: lunedì 2 marzo 2026 10:00\nA: Rep\nOggetto: Ciao",
                "Van: Jane Doe\nVerzonden: maandag 2 maart 2026 10:00\nAan: Rep\nOnderwerp: Hoi",
                "Od: Jane Doe\nWysłano: poniedziałek, 2 marca 2026 10:00\nDo: Rep\nTemat: Hej",
                "Från: Jane Doe\nSkickat: den 2 mars 2026 10:00\nTill: Rep\nÄmne: Hej",
                "Fra: Jane Doe\nSendt: 2. marts 2026 10:00\nTil: Rep\nEmne: Hej",
                "Lähettäjä: Jane Doe\nLähetetty: maanantai 2. maaliskuuta 2026 10.00\nVastaanottaja: Rep\nAihe: Hei",
                "От: Jane Doe\nОтправлено: 2 марта 2026 г. 10:00\nКому: Rep\nТема: Привет",
                "Od: Jane Doe\nOdesláno: pondělí 2. března 2026 10:00\nKomu: Rep\nPředmět: Ahoj",
                "Kimden: Jane Doe\nGönderildi: 2 Mart 2026 Pazartesi 10:00\nKime: Rep\nKonu: Merhaba",
                "Từ: Jane Doe\nĐã gửi: Thứ Hai, 2 Tháng 3, 2026 10:00\nĐến: Rep\nChủ đề: Chào",
                "发件人: Jane Doe\n发送时间: 2026年3月2日 10:00\n收件人: Rep\n主题: 你好",
                "差出人: Jane Doe\n送信日時: 2026年3月2日 10:00\n宛先: Rep\n件名: こんにちは",
                "보낸 사람: Jane Doe\n보낸 날짜: 2026년 3월 2일 월요일 10:00\n받는 사람: Rep\n제목: 안녕",
                "מאת: Jane Doe\nנשלח: יום שני 2 מרץ 2026 10:00\nאל: Rep\nנושא: שלום",
                "________________________________\nVon: Jane Doe\nGesendet: Montag, 2. März 2026 10:00\nAn: Rep\nBetreff: Hallo",
                "-----Ursprüngliche Nachricht-----\nVon: Jane Doe [mailto:jane@acme.example]",
                "-------- Message d'origine --------\nDe : Jane",
                "---------- Forwarded message ---------\nFrom: Jane Doe <jane@acme.example>\nDate: Mon",
                "------------------ 原始邮件 ------------------\n发件人: \"Jane\"",
                "Begin forwarded message:\n\nFrom: Jane",
                "Anfang der weitergeleiteten Nachricht:\n\nVon: Jane",
                "On Thursday, March 2, 2026, Jane via Acme wrote:",
                "El jueves, 2 de marzo de 2026, Jane Doe escribió:",
                "суббота, 2 марта 2026 г. пользователь Jane написал:",
                "2026-03-02 10:00 GMT+01:00 Jane Doe",
                "2026/3/2 Jane Doe <jane@acme.example>",
                "Jane via Acme Forum wrote:",
                "##- Please type your reply above this line -##"
            })
    void history_begins_where_a_client_says_so_and_answers_below_marked_quotes_stay(String header) {
        String unmarked = "Yes, gladly.\n\n" + header + "\n\nold words\nmore old words\n";
        assertThat(ReplyText.ofText(unmarked)).isEqualTo("Yes, gladly.");

        String marked = "Yes, gladly.\n" + header + "\n\n> old words\n> more old words\n\nAnd inline.\n";
        assertThat(ReplyText.ofText(marked)).isEqualTo("Yes, gladly.\n\nAnd inline.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Yes.\n\nOn Monday, Jane wrote:\n\n> old words",
                "Yes.\n\nJane Doe wrote:\n> old words",
                "Yes.\n\nJane schrieb:\n> old words\n> old words",
                "Yes.\n\nVous avez écrit :\n> old words",
                "Yes.\n\nOn Mar 2, 2026 Jane Doe wrote\n> old words",
                "Yes.\n\nJane Doe, 2 March 2026 wrote:\n\nJane> old words\nJane> more",
                "Yes.\n> old words\n>> older words\n > old words",
                "Yes.\n\uFF1E old words",
                "Yes.\r\n\r\n> old words\r\n",
                "Yes.\r> old words\r",
                "Yes.-- On Mon, Mar 2, 2026 at 10:00 AM, jane@acme.example wrote:\n> old words",
                "Yes.\n\nOn Mon, Mar 2, 2026 at 10:00 AM Jane Doe\n\n<\nmailto:Jane Doe <jane@acme.example>\n> wrote:\nold words",
                "\u200BYes.\u00A0\n\nOn\u00A0Mon, Mar 2, 2026 at 10:00\u202FAM Jane Doe <jane@acme.example> wrote:\n\nold words"
            })
    void what_a_person_could_write_is_history_only_above_a_quote(String text) {
        assertThat(ReplyText.ofText(text)).isEqualTo("Yes.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "As I said, Peter wrote:\nWe will not renew.",
                "On Monday he wrote to us.\nIt was fine.",
                "On 5 May he wrote:\nno.",
                "From: Berlin\nTo: Munich\nis the route we need.",
                "From: Berlin\nTo: Munich\nDate: 3 May 2026",
                "Date: Monday\nPlace: our office",
                "My answers:\n\nQ: when?\nA: tomorrow\nTo: nobody",
                "Please write to jane@acme.example by 12:30:\nshe knows.",
                "Call my colleague:\nJane Doe\njane@acme.example\n+44 20 7946 0000",
                "Two answers\n\n---\n\nThe first is that we have no budget at all this year.\n\n---\n\nThe second is no.",
                "This is not a ---------- delimiter.\n\nAnd here is a fix -- this is not a signature.",
                "Sent from where? I never got it.",
                "Sent by mistake, sorry.",
                "Sent on Monday.",
                "From my iPhone I cannot open the file.",
                "Von meinem iPhone aus kann ich das nicht öffnen.",
                "Ich habe es gestern von meinem iPhone gesendet.",
                "Outlook für Windows brauchen wir nicht.",
                "Sent via mail last week.",
                "Gesendet mit der Post, nicht per Mail.",
                "On 5 May 2026 he wrote:\nno.",
                "Von meinem Chef habe ich das OK.",
                "Envoyé par erreur, désolé.",
                "The report was sent from my iPhone app to all users.",
                "Get back to me in May.",
                "This message was clear, thank you.\nBut no.",
                "The information in this offer is what we need.",
                "Best regards to your team, we are in.",
                "Thanks,\nJane",
                "See <https://acme.example/a/very/long/path\n> for the details.",
                "I wanted to say:\n- one\n- two > one\n- three",
                "Our price is > 100 and < 200.",
                "+1",
                "\uD83D\uDC4D",
                "?",
                "Stop",
                "Im Original Message Format bitte.",
                "On call until 10:30. My number:\n0301234567",
                "Thanks,\nJane\n\nP.S. call me at +44 20 7946 0000 tomorrow.",
                "Disclaimer: I am no engineer.",
                "Our meeting\n======\nTuesday works for me, does it for you?"
            })
    void a_persons_own_words_are_never_lost(String text) {
        assertThat(ReplyText.ofText(text)).isEqualTo(text);
        String replied = text + "\n\nOn Mon, Mar 2, 2026 at 10:00 AM Rep <rep@sender.example> wrote:\n\n> old words\n";
        assertThat(ReplyText.ofText(replied)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-- \nJane Doe\nAcme",
                "--\nJane Doe\nAcme",
                "\u2014\nJane Doe",
                "__\nlist mailing list\nhttps://acme.example/list",
                "_______________________\nJane Doe\nAcme Ltd",
                "-----\nJane Doe, CEO\nTel. +44 20 7946 0000",
                "Sent from my iPhone",
                "Sent from my Samsung Galaxy smartphone.",
                "Sent from Outlook Mobile<https://acme.example>",
                "Get Outlook for iOS<https://aka.ms/x>",
                "Get Outlook for Android\n<https://aka.ms/x>",
                "Sent from Yahoo Mail on Android",
                "Sent from Mail for Windows 10",
                "Sent with Proton Mail secure email.",
                "Sent via BlackBerry by AT&T",
                "Von meinem iPhone gesendet",
                "Gesendet von meinem iPad",
                "Gesendet mit der GMX Mail App",
                "Diese Nachricht wurde von meinem Android Mobiltelefon mit GMX Mail gesendet.",
                "Envoyé de mon iPhone",
                "Envoyé depuis mon mobile",
                "Télécharger Outlook pour iOS",
                "Enviado desde mi iPhone",
                "Enviado do meu iPhone",
                "Obtener Outlook para Android",
                "Inviato da iPhone",
                "Verzonden vanaf mijn iPhone",
                "Verstuurd vanaf mijn iPad",
                "Skickat från min iPhone",
                "Sendt fra min iPhone",
                "Lähetetty iPhonesta",
                "Wysłane z iPhone'a",
                "Wysłane z telefonu Samsung",
                "Odesláno z iPhonu",
                "Отправлено с iPhone",
                "Отправлено из мобильной Почты Mail.ru",
                "iPhone\u2019umdan gönderildi",
                "Được gửi từ iPhone của tôi",
                "发自我的 iPhone",
                "從我的 iPhone 傳送",
                "iPhoneから送信",
                "나의 iPhone에서 보냄",
                "נשלח מה-iPhone שלי",
                "CONFIDENTIALITY NOTICE: This e-mail is intended only for the addressee.\nIf you got it by error, delete it.",
                "This email and any attachments are confidential and intended solely for the use of the addressee.",
                "Please consider the environment before printing this email.",
                "Diese E-Mail enthält vertrauliche und/oder rechtlich geschützte Informationen.\nWenn Sie nicht der richtige Adressat sind, löschen Sie sie.",
                "Ce message et ses pièces jointes sont confidentiels et destinés à leurs seuls destinataires.",
                "Este mensaje y sus adjuntos son confidenciales y se dirigen solo a su destinatario.",
                "Esta mensagem é confidencial e destina-se apenas ao destinatário.",
                "Questo messaggio è riservato ai soli destinatari.",
                "Dit bericht is vertrouwelijk en alleen bestemd voor de geadresseerde.",
                "Virus-free.www.avast.com",
                "\u1427",
                "***\n####\n~~~~"
            })
    void signatures_footers_and_disclaimers_go(String end) {
        assertThat(ReplyText.ofText("Yes, gladly.\n\n" + end + "\n")).isEqualTo("Yes, gladly.");
        String header = "On Mon, Mar 2, 2026 at 10:00 AM Rep <rep@sender.example> wrote:\n\n> old words\n\nInline.";
        assertThat(ReplyText.ofText("Yes, gladly.\n\n" + end + "\n\n" + header)).isEqualTo("Yes, gladly.\n\nInline.");
    }

    @Test
    void contact_details_under_a_greeting_and_a_name_go() {
        String text =
                "Yes, gladly.\n\nMit freundlichen Grüßen\nJane Doe\n\nVertrieb\nAcme GmbH\nTel. +49 30 1234567\nwww.acme.example";
        assertThat(ReplyText.ofText(text)).isEqualTo("Yes, gladly.\n\nMit freundlichen Grüßen\nJane Doe");
    }

    @Test
    void a_banner_that_a_gateway_put_on_top_goes() {
        String banner = "CAUTION: This email originated from outside of the organization. Do not click links.";
        assertThat(ReplyText.ofText(banner + "\n\nYes, gladly.")).isEqualTo("Yes, gladly.");
    }

    @Test
    void a_forward_keeps_its_comment_and_a_bare_one_keeps_what_it_has() {
        String forwarded =
                "---------- Forwarded message ---------\nFrom: Rep <rep@sender.example>\nSubject: Hi\n\nold words";
        assertThat(ReplyText.ofText("Please look at this.\n\n" + forwarded)).isEqualTo("Please look at this.");
        assertThat(ReplyText.ofText(forwarded)).isEqualTo(forwarded);
    }

    @Test
    void what_holds_nothing_else_is_kept_with_its_marks() {
        assertThat(ReplyText.ofText("> old words\n> more")).isEqualTo("> old words\n> more");
        assertThat(ReplyText.ofText("-- \nJane")).isEqualTo("--\nJane");
        assertThat(ReplyText.ofText("Sent from my iPhone\n\n> old words")).isEqualTo("Sent from my iPhone");
        assertThat(ReplyText.ofText("")).isEmpty();
    }

    @Test
    void words_under_a_footer_stay() {
        assertThat(ReplyText.ofText("Sent from my iPhone\n\nPlease stop.")).isEqualTo("Please stop.");
        assertThat(ReplyText.ofText("No.\n\nSent from my iPhone\n\nP.S. Not in May either."))
                .isEqualTo("No.\n\nP.S. Not in May either.");
    }

    @Test
    void a_long_line_is_kept_whole() {
        String line = "word ".repeat(3_000).strip();
        assertThat(ReplyText.ofText(line)).isEqualTo(line);
    }

    @Test
    void html_that_names_its_quotes_is_preferred_to_text() {
        InboundMail mail = mail(
                "Yes, gladly.\nUnbekannt, vor einer Weile\nold words",
                "<div>Yes, gladly.</div>"
                        + "<div class='gmail_quote'><div class='gmail_attr'>???</div><blockquote>old words</blockquote></div>");
        assertThat(ReplyText.of(mail)).isEqualTo("Yes, gladly.");
    }

    @Test
    void text_is_preferred_to_html_that_names_nothing_unless_it_is_a_stub() {
        assertThat(ReplyText.of(mail("Yes, gladly.\n\n-- \nJane", "<p>Yes, gladly.</p><p>Jane</p>")))
                .isEqualTo("Yes, gladly.");
        assertThat(ReplyText.of(mail("HTML only.", "<p>Yes, gladly, and here is what we need to know first.</p>")))
                .isEqualTo("Yes, gladly, and here is what we need to know first.");
    }

    @Test
    void the_other_form_is_asked_where_one_holds_nothing_new() {
        InboundMail mail =
                mail("Yes, gladly.\n\n> old words", "<blockquote><p>Yes, gladly.</p><p>old words</p></blockquote>");
        assertThat(ReplyText.of(mail)).isEqualTo("Yes, gladly.");
    }

    private static InboundMail mail(String text, String html) {
        String raw = "From: jane@acme.example\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"
                + "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text
                + "\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html + "\r\n--b--\r\n";
        return MimeReader.read(RawMessage.of("1", raw.getBytes(StandardCharsets.UTF_8), Instant.EPOCH));
    }
}
