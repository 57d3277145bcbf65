package dev.sdr.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReturnDateTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 3, 10); // a Tuesday

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // a day of return, in seven languages and many forms
                "I am away and back on 2026-03-30.|2026-03-30",
                "OOO 2026-03-05 -> back 2026-03-30|2026-03-30",
                "I will return on March 12th.|2026-03-12",
                "I'm on leave and return on January 11th, 2027.|2027-01-11",
                "Back at work on the 1st of April.|2026-04-01",
                "Normal service resumes on Tue, 17-Mar-26.|2026-03-17",
                "I'll be back in the office Monday, March 16.|2026-03-16",
                "Returning 23 Mar 2026|2026-03-23",
                "We reopen on 7 April.|2026-04-07",
                "Available again from 16 March.|2026-03-16",
                "Starting Monday 16 March I am back at my desk.|2026-03-16",
                "I will not be back until 18 March.|2026-03-18",
                "Ich bin ab dem 16.03.2026 wieder im Büro.|2026-03-16",
                "Ab Montag, 30.03., bin ich wieder erreichbar.|2026-03-30",
                "Am 16. März bin ich zurück.|2026-03-16",
                "Ich bin erst am 18.3. wieder da.|2026-03-18",
                "Je suis absent, de retour le lundi 16 mars.|2026-03-16",
                "Je reviens le 1er avril 2026.|2026-04-01",
                "Je serai de nouveau joignable à partir du 16 mars.|2026-03-16",
                "Estoy de vacaciones y vuelvo el 24/03/2026.|2026-03-24",
                "Me reincorporo el lunes 16 de marzo.|2026-03-16",
                "Regreso el 13 de abril de 2026.|2026-04-13",
                "Regresso no dia 20 de março.|2026-03-20",
                "Estarei de volta na segunda-feira, 16 de março.|2026-03-16",
                "Sono fuori ufficio e rientrerò lunedì 13 aprile 2026.|2026-04-13",
                "Torno il 20 marzo.|2026-03-20",
                "Ik ben maandag 16 maart weer aanwezig.|2026-03-16",
                "Vanaf 23 maart ben ik terug.|2026-03-23",
                "Donderdag 12 maart lees ik mijn mail weer.|2026-03-12",
                // the last day away
                "I am away through 13 March.|2026-03-14",
                "Out of office up to and including Friday 20 March.|2026-03-21",
                "Closed until 27 March inclusive.|2026-03-28",
                "Ich bin bis einschließlich 27.03.2026 nicht im Haus.|2026-03-28",
                "Ich bin vom 9. bis 20. März im Urlaub.|2026-03-21",
                "Ich bin vom 09.03. bis zum 20.03.2026 nicht erreichbar.|2026-03-21",
                "Betriebsferien 09.-20.03.2026|2026-03-21",
                "Je suis en congés du 9 au 20 mars.|2026-03-21",
                "Absent jusqu'au 20 mars inclus.|2026-03-21",
                "Fuera de la oficina hasta el 20 de marzo.|2026-03-21",
                "Estoy de vacaciones del 9 al 20 de marzo.|2026-03-21",
                "Encontro-me ausente até ao dia 19 de março.|2026-03-20",
                "Sono in ferie dal 9 al 20 marzo.|2026-03-21",
                "Assente fino al 19 marzo.|2026-03-20",
                "Ik ben afwezig tot en met 19 maart.|2026-03-20",
                "Ik ben t/m 19 maart met vakantie.|2026-03-20",
                "I am on vacation March 9-20.|2026-03-21",
                "I will be traveling on July 10-31.|2026-08-01",
                "We are closed from 9 to 13 March.|2026-03-14",
                // until, open and not
                "I am out of the office until Monday 16 March.|2026-03-16",
                "I am out of the office until Thursday, 19 March.|2026-03-19",
                "Ich bin bis Montag, 16. März, nicht im Büro.|2026-03-16",
                "Out until April.|2026-04-01",
                // the return beats the last day
                "Bis einschließlich 27.03.2026 nicht im Haus und ab Montag, 30.03.2026, wieder für Sie da.|2026-03-30",
                "Je suis en congés du 9 au 20 mars et de retour le lundi 23 mars.|2026-03-23",
                "Ausente até ao dia 19 de março, regressando na sexta-feira, 20 de março.|2026-03-20",
                "Closed from 9 to 13 March. We open again the following Monday.|2026-03-16",
                "Away until 13 March, back the Monday after.|2026-03-16",
                // relative
                "Off sick today, back tomorrow with luck.|2026-03-11",
                "I'll be back on Thursday.|2026-03-12",
                "Back next Monday.|2026-03-16",
                "I return the Monday after 13 March.|2026-03-16",
                "I am back in two weeks.|2026-03-24",
                "Ich bin in zwei Wochen wieder da.|2026-03-24",
                "Ab morgen bin ich wieder erreichbar.|2026-03-11",
                "Am kommenden Montag bin ich zurück.|2026-03-16",
                "Je serai de retour lundi prochain.|2026-03-16",
                "De retour dans dix jours.|2026-03-20",
                "Vuelvo el próximo lunes.|2026-03-16",
                "Volto na próxima semana.|2026-03-16",
                "Rientro tra una settimana.|2026-03-17",
                "Ik ben volgende week weer terug.|2026-03-16",
                "Back in April.|2026-04-01",
                "Away until the end of the month.|2026-04-01",
                "Ich bin bis Ende März im Urlaub.|2026-04-01",
                "Absent jusqu'à fin mars.|2026-04-01",
                "I am away for two weeks.|2026-03-24",
                "I'm at a trade show all week.|2026-03-16",
                "I am out of the office today.|2026-03-11",
            })
    void readsTheFirstDayBack(String words, LocalDate back) {
        assertThat(ReturnDate.find(words, TODAY)).as(words).contains(back);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Back on 03/23/2026|false|2026-03-23", // no 23rd month
                "Back on 23/03/2026|true|2026-03-23",
                "Back on 07/04/2026|false|2026-04-07",
                "Back on 07/04/2026|true|2026-07-04",
                "Back on Tuesday 07/04/2026|true|2026-04-07", // the 4th of July is a Saturday
                "Back on 04/01/2026|false|2026-04-01", // the 4th of January is past
                "Back on 03/12/2026|false|2026-03-12", // nine months away, or two days
                "Zurück am 07.04.2026|true|2026-04-07", // nobody writes 07.04. for July
            })
    void readsNumbersInTheOrderThatIsLikely(String words, boolean monthFirst, LocalDate back) {
        assertThat(ReturnDate.find(words, TODAY, monthFirst)).as(words).contains(back);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I am travelling at present and will answer as soon as I can.",
                "Edmund Carraway left the firm on 27 February 2026.",
                "I was away until 1 March.",
                "We are here 24/7 and back you up.",
                "Back on 31/02/2026 or 45/99/2026",
                "Call +49 30 12 34 56 or come back to room 12.34",
                "Until further notice.",
                ""
            })
    void namesNoDayWhereNoneIsNamed(String words) {
        assertThat(ReturnDate.find(words, TODAY)).as(words).isEmpty();
    }

    @Test
    void theYearEndIsCrossed() {
        LocalDate december = LocalDate.of(2026, 12, 21);
        assertThat(ReturnDate.find("Back on 5 January.", december)).contains(LocalDate.of(2027, 1, 5));
        assertThat(ReturnDate.find("Vom 23.12. bis 3.1. im Urlaub", december)).contains(LocalDate.of(2027, 1, 4));
    }

    @Test
    void neverThrows() {
        String alphabet = "0123456789./-, until back 31 april may monday \n99999 bis ab le 2026";
        Random random = new Random(11);
        for (int i = 0; i < 3_000; i++) {
            StringBuilder words = new StringBuilder();
            for (int j = 0; j < 60; j++) {
                int at = random.nextInt(alphabet.length() - 3);
                words.append(alphabet, at, at + 1 + random.nextInt(3));
            }
            assertThat(ReturnDate.find(words.toString(), TODAY)).isNotNull();
        }
        assertThat(ReturnDate.find("back ".repeat(200_000), TODAY)).isEmpty();
        assertThat(ReturnDate.find("1.".repeat(200_000), TODAY)).isNotNull();
    }
}
