package dev.sdr.llm;

import java.util.List;
import java.util.regex.Pattern;

/**
 * No claim to be human, to be no machine, or to have been written by hand, in English, German, French, Spanish, Italian,
 * Portuguese and Dutch. No fact allows it.
 */
final class HumanClaimGuard implements Guard {

    private static final String ONLY_MACHINES =
            "(?:ro)?bots?|a\\.?i\\.?|artificial intelligence|language model|algorithm|automaton|chatbot|ki|künstliche intelligenz"
                    + "|sprachmodell|automat|robots?|roboter|ia|intelligence artificielle|inteligencia artificial|intelligenza artificiale|inteligência artificial|robô"
                    + "|kunstmatige intelligentie";

    private static final String MACHINE = ONLY_MACHINES
            + "|machine|computer|program|software|assistant|automat\\p{L}*|maschine|programm|ordinateur|automate|máquina"
            + "|ordenador|programa|macchina|computador|sistema automatizado|computerprogramma|template|vorlage";

    private static final Pattern CLAIM = Pattern.compile(
            // English
            "(?:\\bi am|\\bi'm|\\bthis is|\\bit is|\\bit's|\\bas|\\bbeing|\\bwith|\\bto|\\bby|\\bfrom|\\bjust|\\bonly) (?:actually |really |just |indeed |in fact |only )?(?:an? |the )?"
                    + "(?:real |actual |living |fellow |human |flesh[- ]and[- ]blood |genuine ){0,2}(?:human(?: being)?|live person|real person|actual person|person of flesh)\\b(?! (?:resources|capital|rights|error|centred|centered))"
                    + "|\\breal human|\\bhuman[- ](?:written|typed)|\\b(?:written|typed|wrote|write|type) (?:\\p{L}+ ){0,4}(?:by hand|myself|personally|by a human|by a person)\\b"
                    + "|\\bhandwritten\\b|\\bpersonally (?:wrote|write|typed|written)"
                    // German
                    + "|\\b(?:bin|als|von) (?:wirklich |tatsächlich |nur |auch nur |selbst )?(?:ein(?:em|en)? )?(?:echte[rnm]? |realer? |lebende[rnm]? )?mensch(?:en)?\\b|\\bechter? mensch|\\bechte person"
                    + "|\\bvon hand geschrieben|\\b(?:persönlich|selbst) (?:geschrieben|verfasst|getippt)"
                    // French
                    + "|\\bsuis (?:bien |vraiment |réellement )?(?:un |une )?(?:vraie? |véritable )?(?:être )?humaine?\\b|\\b(?:vraie|véritable) personne\\b|\\bpersonne réelle\\b|\\bêtre humain\\b|\\bécrit (?:à la main|personnellement|moi-même)"
                    // Spanish
                    + "|\\bsoy (?:realmente |de verdad )?(?:un |una )?(?:ser )?human[oa]\\b|\\bser humano\\b|\\b(?:persona (?:real|de verdad|de carne)|verdadera persona)\\b|\\bescrito (?:a mano|personalmente|por mí)"
                    // Italian
                    + "|\\bsono (?:davvero |realmente )?(?:un |una |un')?(?:essere )?uman[oa]\\b|\\bessere umano\\b|\\b(?:persona (?:vera|reale|in carne)|vera persona)\\b|\\bscritt[oa] (?:a mano|personalmente|di mio pugno)"
                    // Portuguese
                    + "|\\bsou (?:mesmo |realmente )?(?:um |uma )?(?:ser )?human[oa]\\b|\\bpessoa (?:real|de verdade|de carne)|\\bescrit[oa] (?:à mão|pessoalmente|por mim)"
                    // Dutch
                    + "|\\bben (?:echt |gewoon |wel )?(?:een )?(?:echt |levend )?mens\\b|\\becht (?:mens|persoon)\\b|\\bechte? persoon\\b|\\b(?:handgeschreven|met de hand geschreven|zelf geschreven|persoonlijk geschreven)\\b"
                    + "|\\b(?:made|done|written|typed|answered|read) by (?:real |actual )?(?:people|humans|somebody|someone)\\b|\\b(?:person|human) like you\\b"
                    + "|\\b(?:real|echte[nr]?|vraie?|verdader[oa]|vero|vera) (?:employee|colleague|people|mitarbeiter(?:in)?|kolleg(?:e|in)|menschen|collègue|empleado|impiegato|medewerker)\\b"
                    // no machine, in any of them
                    + "|\\b(?:am|i'm|is|are|bin|sind|ist) (?:not|no|kein|keine|keinen) (?:" + MACHINE
                    + ")\\b(?! (?:nötig|erforderlich|needed|required))"
                    + "|\\b(?:not|isn't|aren't|ain't|no|never|nicht|kein|keine|keinen|keinem|keiner|pas|ni|non|não|nem|geen|niet|sin|without|rather than|statt|instead of)"
                    + "(?: soy| es| son| somos| sono| è| siamo| sou| é| fui)? (?:from |by |with |von |par |por |da |di |de |d'|van |mit |to )?(?:(?:some |any |an? |un |une |una |uno |um |uma |een |ein |eine |eines |einer |einem |d'une? |un')) ?(?:"
                    + MACHINE + ")\\b"
                    + "|\\b(?:not|isn't|no|nicht|kein|keine|keinen|keinem|keiner|geen|non|não) (?:" + ONLY_MACHINES
                    + ")\\b(?! (?:is|was|needed|required|needs|nötig|nécessaire))"
                    + "|\\bnot (?:an? )?automat(?:ed|ic)|\\bnicht automati|\\bnon automatis|\\bpas automati|\\bno automatizad|\\bno es automátic|\\bniet geautomatiseerd");

    @Override
    public List<String> objections(Passage passage) {
        return CLAIM.matcher(Plain.lower(passage.text())).find()
                ? List.of("claims that a human wrote it or that no machine did")
                : List.of();
    }
}
