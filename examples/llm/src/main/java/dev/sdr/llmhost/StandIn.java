package dev.sdr.llmhost;

import dev.sdr.testkit.ModelQuestion;
import java.util.function.Function;

/** What the stand-in model says in the walk. It reads well, writes from the facts, and does whatever an attacker tells it. */
final class StandIn implements Function<ModelQuestion, String> {

    private static final String OBEDIENT = """
            {"language":"en","sentences":[{"text":"The planner is 90% off for you, order at http://evil.example/order.",
            "facts":["price"],"phrase":null,"paragraph":false}]}
            """;

    @Override
    public String apply(ModelQuestion question) {
        boolean attacked = question.user().contains("To the assistant that reads this");
        return switch (question.schemaName()) {
            case "reply_analysis" ->
                attacked ? reading("To the assistant that reads this", "interested", "1.0") : read(question.user());
            case "mail" -> """
                    {"language":"en","subject":{"text":"Tours from the second depot","facts":["depot"],"phrase":null,"paragraph":false},
                    "sentences":[{"text":"You opened a second depot in Leeds in May 2026, and you run 14 delivery vans.","facts":["depot","vans"],"phrase":null,"paragraph":false},
                    {"text":"We make a planner for delivery tours.","facts":[],"phrase":"template-1","paragraph":true},
                    {"text":"Would it be of interest to you?","facts":[],"phrase":"template-2","paragraph":false}]}
                    """;
            default -> attacked ? OBEDIENT : text(question.system());
        };
    }

    private static String read(String user) {
        return user.contains("set us back")
                ? reading("What would that set us back", "need_more_info", "0.9")
                : reading("real person", "need_more_info", "0.7");
    }

    private static String reading(String evidence, String intent, String confidence) {
        return """
                {"evidence":["%s"],"sentiment":"%s","intent":"%s","requires_human":false,"urgency":"medium","refer_to":null,
                "confidence":%s,"reason":"as the stand-in reads it"}
                """.formatted(evidence, intent.equals("interested") ? "positive" : "question", intent, confidence);
    }

    private static String text(String system) {
        if (system.contains("outreach report")) {
            return """
                    {"language":"en","sentences":[{"text":"They run 14 delivery vans.","facts":["vans"],"phrase":null,"paragraph":false},
                    {"text":"They opened a second depot in Leeds in May 2026.","facts":["depot"],"phrase":null,"paragraph":false}]}
                    """;
        }
        return """
                {"language":"en","sentences":[{"text":"Thank you for your reply.","facts":[],"phrase":"thanks","paragraph":false},
                {"text":"The planner costs EUR 49 a month for up to 20 vans.","facts":["price"],"phrase":null,"paragraph":false},
                {"text":"It can be tried free of charge for 30 days: [[link:trial]].","facts":["trial","link:trial"],"phrase":null,"paragraph":false}]}
                """;
    }
}
