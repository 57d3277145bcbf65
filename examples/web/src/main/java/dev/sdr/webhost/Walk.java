package dev.sdr.webhost;

import dev.sdr.mail.Email;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Does over HTTP what a scanner, a person and a mail program do, and looks what came of it. */
final class Walk {

    private final PrintStream out;
    private final Host host;
    private final HttpClient client = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    Walk(PrintStream out, Host host) {
        this.out = out;
        this.host = host;
    }

    boolean run() throws IOException, InterruptedException {
        host.send();
        Email toJane = host.sent().get(0);

        out.println("\nA scanner looks at every link before anybody reads the mails.");
        for (Email mail : host.sent()) {
            for (String link : host.links(mail)) {
                ask("HEAD", link, "");
                ask("GET", link, "");
            }
        }
        int byScanner = host.unsubscribed();

        host.later(Duration.ofHours(2));
        out.println("\nTwo hours later Jane reads hers, follows a link, and presses unsubscribe in her mail program.");
        boolean picture = ask("GET", host.link(toJane, "o"), "").statusCode() == 200;
        HttpResponse<String> click = ask("GET", host.link(toJane, "c"), "");
        String leadsTo = click.headers().firstValue("Location").orElse("nowhere");
        out.println("  her click led to " + leadsTo);
        HttpResponse<String> page = ask("GET", host.link(toJane, "u"), "");
        int byPage = host.unsubscribed() - byScanner;
        HttpResponse<String> oneClick = ask("POST", host.link(toJane, "u"), "List-Unsubscribe=One-Click");
        int byOneClick = host.unsubscribed() - byPage - byScanner;

        host.later(Duration.ofDays(3));
        long afterStop = host.sent().stream()
                .skip(2)
                .filter(m -> m.to().equals(toJane.to()))
                .count();
        out.printf(
                "%nCHECK mails=%d recorded=%s unsubscribed-by-scanner=%d by-page=%d by-one-click=%d after-stop=%d%n",
                host.sent().size(),
                host.recorded(Host.LEADS.get(0)).isEmpty() ? "no" : "yes",
                byScanner,
                byPage,
                byOneClick,
                afterStop);
        return picture
                && click.statusCode() == 302
                && leadsTo.equals("https://shop.sender.example/catalogue")
                && page.statusCode() == 200
                && oneClick.statusCode() == 200
                && byScanner + byPage == 0
                && byOneClick == 1
                && afterStop == 0
                && host.sent().size() == 3;
    }

    private HttpResponse<String> ask(String method, String link, String form) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(link))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .timeout(Duration.ofSeconds(10))
                .method(method, form.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(form))
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        out.println("  " + method + " " + link.replaceFirst("(/[ocu]/.{6}).*", "$1...") + " -> " + answer.statusCode());
        return answer;
    }
}
