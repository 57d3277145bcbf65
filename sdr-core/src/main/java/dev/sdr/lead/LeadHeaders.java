package dev.sdr.lead;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Maps the headers of other tools' exports to attribute names. */
final class LeadHeaders {

    static final String ID = "id";
    static final String EMAIL = "email";

    private static final Map<String, String> ALIASES = new HashMap<>();

    static {
        alias(ID, "id", "lead_id", "contact_id", "record_id", "external_id");
        alias(
                EMAIL,
                "email",
                "e_mail",
                "mail",
                "email_address",
                "e_mail_address",
                "work_email",
                "business_email",
                "emailadresse",
                "e_mail_adresse");
        alias(Lead.FIRST_NAME, "first_name", "firstname", "first", "given_name", "vorname", "prenom", "nombre");
        alias(Lead.LAST_NAME, "last_name", "lastname", "last", "surname", "family_name", "nachname", "nom", "apellido");
        alias(
                Lead.COMPANY_NAME,
                "company_name",
                "company",
                "organization",
                "organisation",
                "account",
                "account_name",
                "employer",
                "firma",
                "unternehmen",
                "entreprise",
                "empresa");
        alias(Lead.TITLE, "title", "job_title", "jobtitle", "position", "role");
        alias(Lead.INDUSTRY, "industry", "sector", "branche");
        alias(Lead.COUNTRY, "country", "land", "pays", "pais");
        alias(Lead.LANGUAGE, "language", "lang", "locale", "sprache");
        alias(Lead.TIME_ZONE, "time_zone", "timezone", "tz", "zeitzone");
        alias(
                Lead.LINKEDIN_URL,
                "linkedin_url",
                "linkedin",
                "linkedin_profile",
                "linkedin_profile_url",
                "person_linkedin_url");
        alias(Lead.SOURCE, "source", "lead_source");
        alias(Lead.LEGAL_BASIS, "legal_basis");
    }

    private LeadHeaders() {}

    private static void alias(String name, String... aliases) {
        List.of(aliases).forEach(a -> ALIASES.put(a, name));
    }

    /** The attribute a header stands for: a reserved one by its aliases, else the header as a name; empty if it has none. */
    static String attribute(String header) {
        String plain = Normalizer.normalize(header, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "_")
                .replaceAll("^[_0-9]+|_+$", "");
        String known = ALIASES.getOrDefault(plain, plain);
        return known.length() > 64 ? known.substring(0, 64) : known;
    }
}
