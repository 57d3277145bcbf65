package dev.sdr.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferralTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Please contact Ada Thornbury (a.thornbury@millrace.example.com) instead.|a.thornbury@millrace.example.com",
                "My address is me@old.example.com, but write to Jo: jo@new.example.com|jo@new.example.com",
                "Wenden Sie sich bitte an Frau Hellwig, hellwig@werk.example.org.|hellwig@werk.example.org",
                "Orders go through intake@purchasing.example.com|intake@purchasing.example.com",
                "Not my area. Adding Marcus Oyelaran, who runs logistics.|Marcus Oyelaran",
                "Gesine Ahrendt kümmert sich darum.|Gesine Ahrendt",
                "Bitte sprechen Sie mit meiner Kollegin Petra von der Aue.|Petra von der Aue",
                "Adressez-vous plutôt à Hélène Vautrin.|Hélène Vautrin",
                "Hable con Rodrigo Peñalver, por favor.|Rodrigo Peñalver",
                "Contacte a minha colega Marta Quintela.|Marta Quintela",
                "Provi con l'ing. Dario Colombari dell'ufficio acquisti.|Dario Colombari",
                "Ik heb het doorgestuurd naar mijn leidinggevende, Marijke Hofstra.|Marijke Hofstra",
                "Bitte wenden Sie sich an Frau Teichert.|Frau Teichert",
                "Please speak to Dr. Anne-Marie O'Neill about this.|Anne-Marie O'Neill",
            })
    void findsTheColleagueByAddressElseByName(String text, String colleague) {
        assertThat(Referral.find(text)).as(text).contains(colleague);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "No thanks, we are fine.\n\nKind regards\nBen Whitlock\nHead of Purchasing",
                "Hi Ada, yes please. Monday Morning suits me.",
                "Reach me at ben@millrace.example.com",
                "Do not answer, noreply@millrace.example.com is not read.",
                ""
            })
    void findsNobodyWhereNobodyIsNamed(String text) {
        assertThat(Referral.find(text)).as(text).isEmpty();
    }

    @Test
    void readsHostileTextInItsBounds() {
        assertThat(Referral.find("A@".repeat(500_000))).isEmpty();
        assertThat(Referral.find("Ab ".repeat(500_000))).isEmpty();
        assertThat(Referral.find("contact ".repeat(200_000))).isEmpty();
    }
}
