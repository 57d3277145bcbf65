package dev.sdr.lead;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeadCsvTest {

    private static LeadImport read(String csv) {
        return LeadCsv.read(csv.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> problems(LeadImport result) {
        return result.problems().stream().map(RowProblem::toString).toList();
    }

    @Test
    void theUsualFormsAreUnderstood() {
        LeadImport result = read("\uFEFFE-Mail;First Name;Firma;Job Title;Zeitzone;Favourite Colour\r\n"
                + "Jane.Doe@Example.COM;Jane;\"Doe; Söhne \"\"KG\"\"\nBerlin\";CEO;Europe/Berlin;blue\r\n");
        assertThat(result.problems()).isEmpty();
        Lead lead = result.leads().get(0);
        assertThat(lead.email().value()).isEqualTo("Jane.Doe@Example.COM");
        assertThat(lead.id()).isEqualTo("jane.doe@example.com");
        assertThat(lead.attribute(Lead.COMPANY_NAME)).contains("Doe; Söhne \"KG\"\nBerlin");
        assertThat(lead.attribute("favourite_colour")).contains("blue");
        assertThat(lead.timeZone()).isPresent();
    }

    @Test
    void aBadRowIsToldWithItsPlaceAndTheRestGoesOn() {
        LeadImport result = read("id,email,first_name,time_zone\n" + "1,ok@example.com,A,\n" + "2,not an address,B,\n"
                + "3,c@example.com,C,Mars/Olympus\n" + "\n" + "4,d@example.com,\"D\nD\",,extra\n"
                + "1,e@example.com,E,\n"
                + "6,OK@EXAMPLE.com,F,\n" + "7,g@example.com\n");
        assertThat(result.leads()).extracting(Lead::id).containsExactly("1", "7");
        assertThat(problems(result))
                .anyMatch(p -> p.startsWith("line 3, column email: the address has no '@'"))
                .anyMatch(p -> p.startsWith("line 4: time_zone 'Mars/Olympus' is not a known zone"))
                .anyMatch(p -> p.startsWith("line 6: has 5 fields, the header has 4"))
                .anyMatch(p -> p.startsWith("line 8, column id: the id '1' is used in line 2 already"))
                .anyMatch(p -> p.startsWith("line 9, column email: is the same person as in line 2"))
                .hasSize(5);
    }

    @Test
    void aWrongEncodingIsToldRowByRow() {
        byte[] latin =
                "email,first_name\na@example.com,J\u00f6rg\nb@example.com,Bo\n".getBytes(StandardCharsets.ISO_8859_1);
        LeadImport result = LeadCsv.read(latin);
        assertThat(result.leads()).extracting(Lead::id).containsExactly("b@example.com");
        assertThat(problems(result))
                .containsExactly("line 2, column first_name: is not UTF-8 text; save the file as UTF-8 (row left out)");
    }

    @Test
    void aFileWithoutAddressesIsRefusedAsAWhole() {
        assertThat(problems(read("name,phone\na,b\n")))
                .hasSize(1)
                .first()
                .asString()
                .contains("no column holds the address");
        assertThat(problems(read(""))).hasSize(1).first().asString().contains("the file is empty");
    }

    @Test
    void columnsThatMeanTheSameAreTold() {
        LeadImport result = read("email,Company,Organization\na@example.com,A,B\n");
        assertThat(result.leads().get(0).attribute(Lead.COMPANY_NAME)).contains("A");
        assertThat(problems(result)).hasSize(1).first().asString().contains("means the same as column Company");
    }

    @Test
    void anInternationalDomainIsOnePersonHoweverItIsSpelled() {
        LeadImport result = read("email\nj@bücher.example\nj@xn--bcher-kva.example\n");
        assertThat(result.leads()).hasSize(1);
        assertThat(result.leads().get(0).email().value()).isEqualTo("j@bücher.example");
    }

    @Test
    void theSampleIsClean() throws Exception {
        LeadImport result = LeadCsv.read(Path.of("..", "examples", "quickstart", "leads.csv"));
        assertThat(result.problems()).isEmpty();
        assertThat(result.leads()).hasSize(30);
        assertThat(result.leads().stream().map(l -> l.timeZone().orElseThrow()).distinct())
                .hasSizeGreaterThan(6);
    }
}
