package dev.sdr.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.inbox.Verdict.Kind;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AutomaticMailTest {

    private static Verdict judge(String headers, String body) {
        return Mails.judge(Mails.mail("From: Ada <ada@company.example>\nTo: rep@sender.example\n" + headers, body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Automatic reply: Hello",
                "Autoreply",
                "[Auto-Reply] Hello",
                "Auto: Hello",
                "Out of Office: Hello",
                "Automatische Antwort: Hallo",
                "Abwesenheitsnotiz: Hallo",
                "Réponse automatique : Bonjour",
                "Respuesta automática: Hola",
                "Resposta automática: Olá",
                "Risposta automatica: Ciao",
                "Automatisch antwoord: Hallo",
                "Autosvar: Hej",
                "Automatisk svar: Hei",
                "Automaattinen vastaus: Hei",
                "Odpowiedź automatyczna: Cześć",
                "Automatická odpověď: Dobrý den",
                "Автоматический ответ: Здравствуйте",
                "Otomatik Yanıt: Merhaba",
                "自動応答: こんにちは",
                "自动回复: 你好",
                "자동 응답: 안녕하세요",
                "תשובה אוטומטית: שלום",
            })
    void aRespondersSubjectIsEnough(String subject) {
        assertThat(judge("Subject: " + subject, "Some words.").kind()).isEqualTo(Kind.OUT_OF_OFFICE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject: Hello\nAuto-Submitted: auto-replied; owner-email=\"a@b.example\"",
                "Subject: Hello\nX-Autoreply: yes",
                "Subject: Hello\nX-Autorespond: Hello",
                "Subject: Hello\nPrecedence: auto_reply",
                "Subject: Hello\nX-Precedence: bulk",
                "Subject: Hello\nX-Apple-Action: VACATION",
                "Subject: News\nList-Id: <news.company.example>\nList-Unsubscribe: <mailto:u@company.example>",
            })
    void headersAreEnough(String headers) {
        assertThat(judge(headers, "Some words.").kind()).isEqualTo(Kind.AUTOMATIC);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Return-Path: <>@Subject: Re: Hello|I am out of the office.|OUT_OF_OFFICE",
                "Return-Path: <>@X-Auto-Response-Suppress: All@Subject: Re: Hello|Thank you.|AUTOMATIC",
                "X-Auto-Response-Suppress: OOF@Subject: Hello|This is an automated message.|AUTOMATIC",
                "Subject: Your ticket #48213|This is an automatic reply. We have received your request.|AUTOMATIC",
                "Subject: Out of office until Monday|I am away from my desk.|OUT_OF_OFFICE",
                "Return-Path: <>@Subject: Please confirm|Click here to deliver your message. Verify that you are human.|AUTOMATIC",
            })
    void weakSignsCountTogether(String headers, String body, Kind kind) {
        Verdict verdict = judge(headers.replace('@', '\n'), body);
        assertThat(verdict.kind()).as(verdict.reason()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Auto-Submitted: no@Precedence: bulk@Subject: Automatic reply: Hello|Yes, gladly.",
                "X-Auto-Response-Suppress: All@Subject: Re: Hello|Sounds good, call me.",
                "X-Auto-Response-Suppress: All@Subject: Re: Hello|I am on holiday until Monday, call me then.",
                "Subject: Re: Hello|I'm out of the office next week, but yes.",
                "Subject: Automatic replies in your product|Can it do that?",
                "Subject: Automatic response systems, a quote|Please send one.",
                "Subject: Out of office furniture|We need desks.",
                "Subject: Vacation rentals|Do you rent to companies?",
                "Subject: Re: Automatic reply: Hello|I am back now and would like a demo.",
                "Subject: Absence management software|How much is it for 50 people?",
                "Subject: Re: ticket #48213|Has anybody looked at this?",
                "Subject: Re: Hello|Thank you for contacting us. Yes, we are interested.",
                "List-Id: <sales.company.example>@Precedence: list@In-Reply-To: <ours@sender.example>@Subject: Re: Hello|Yes, please call.",
                "Subject: Auto parts for your fleet|We could use some.",
                "Return-Path: <ada@company.example>@Subject: Re: Hello|Please do not reply to this thread, write to my private address.",
            })
    void aPersonWithOddSignsIsAPerson(String headers, String body) {
        Verdict verdict =
                judge(headers.replace('@', '\n').replace("ada\n", "ada@").replace("ours\n", "ours@"), body);
        assertThat(verdict.kind()).as(verdict.reason()).isEqualTo(Kind.PERSON);
    }

    private static String calendar(String method) {
        return "From: ada@company.example\nSubject: Accepted: Demo\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
                + "--b\nContent-Type: text/plain\n\nAda\n--b\nContent-Type: text/calendar; method=" + method
                + "\n\nBEGIN:VCALENDAR\nMETHOD:" + method + "\nEND:VCALENDAR\n--b--\n";
    }

    @Test
    void aCalendarsAnswerIsAutomaticAnInvitationIsAPersons() {
        assertThat(Mails.judge(calendar("REPLY")).kind()).isEqualTo(Kind.AUTOMATIC);
        assertThat(Mails.judge(calendar("COUNTER")).kind()).isEqualTo(Kind.AUTOMATIC);
        assertThat(Mails.judge(calendar("REQUEST")).kind()).isEqualTo(Kind.PERSON);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Ada Thorn is no longer with Millrace. Please write to Bo Lind, bo@company.example.|bo@company.example",
                "I have left the company. My successor is Bo Lindqvist.|Bo Lindqvist",
                "Ada Thorn has retired.|",
                "Frau Thorn ist nicht mehr in unserem Unternehmen. Bitte wenden Sie sich an bo@company.example.|bo@company.example",
                "Ich bin aus dem Unternehmen ausgeschieden. Mein Nachfolger ist Herr Bo Lindqvist.|Bo Lindqvist",
                "Ada Thorn ne fait plus partie de la société. Merci de contacter bo@company.example.|bo@company.example",
                "J'ai quitté l'entreprise.|",
                "Ada Thorn ya no trabaja en la empresa. Escriba a bo@company.example.|bo@company.example",
                "Já não trabalho na empresa. Contacte a minha colega Marta Quintela.|Marta Quintela",
                "Ada Thorn non lavora più qui. Si rivolga a Bo Lindqvist.|Bo Lindqvist",
                "Ada is niet meer werkzaam bij ons. Neem contact op met bo@company.example.|bo@company.example",
                "This address is no longer in use.|"
            })
    void whoHasLeftIsKnownAndSoIsTheSuccessor(String body, String successor) {
        Verdict verdict = judge("Subject: Automatic reply: Hello", body);
        assertThat(verdict.kind()).isEqualTo(Kind.AUTOMATIC);
        assertThat(verdict.leftCompany()).isTrue();
        assertThat(verdict.successor().orElse(null)).isEqualTo(successor);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I have left the office for today and am back on 16 March.",
                "I am on parental leave and return on January 11th, 2027. Bo Lind (bo@company.example) has my projects.",
                "Ich bin im Urlaub. In dringenden Fällen hilft Frau Lind, bo@company.example."
            })
    void theAbsentHaveNotLeftAndTheirDeputyIsNoSuccessor(String body) {
        Verdict verdict = judge("Subject: Automatic reply: Hello", body);
        assertThat(verdict.kind()).isEqualTo(Kind.OUT_OF_OFFICE);
        assertThat(verdict.leftCompany()).isFalse();
        assertThat(verdict.successor()).isEmpty();
    }

    @Test
    void theOrderOfADateIsTheSendersWhoSaysWhereHeIs() {
        String body = "I will be back on 07/04/2026.";
        Verdict american = judge("Date: Tue, 10 Mar 2026 09:00:00 -0600\nSubject: Automatic reply: Hello", body);
        Verdict german = Mails.judge(Mails.mail(
                "From: ada@firma.de\nDate: Tue, 10 Mar 2026 09:00:00 +0100\nSubject: Automatic reply: Hello", body));
        Verdict us = Mails.judge(Mails.mail("From: ada@company.us\nSubject: Automatic reply: Hello", body));
        assertThat(german.returnDate()).contains(LocalDate.of(2026, 4, 7));
        assertThat(us.returnDate()).contains(LocalDate.of(2026, 7, 4));
        assertThat(american.returnDate()).contains(LocalDate.of(2026, 4, 7)); // .example is no common domain
    }
}
