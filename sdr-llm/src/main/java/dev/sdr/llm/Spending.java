package dev.sdr.llm;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was spent on a model, read from the store at each call, over all nodes on it. A call that is on its way, or whose
 * outcome was lost in a crash, counts at the most it may cost and without tokens. Safe for use by several threads.
 */
public final class Spending {

    private final Ledger ledger;
    private final String currency;

    Spending(Ledger ledger, String currency) {
        this.ledger = ledger;
        this.currency = currency;
    }

    /**
     * What was spent on one thing.
     *
     * @param calls how many calls
     * @param promptTokens the tokens of what was asked, with those cached
     * @param cachedTokens of those, the ones the provider had in its cache
     * @param completionTokens the tokens of the answers
     * @param cost the money, with nine decimals, at the prices of each call's time
     * @param currency the currency of today's prices
     */
    public record Total(
            long calls, long promptTokens, long cachedTokens, long completionTokens, BigDecimal cost, String currency) {

        /** Checks. */
        public Total {
            requireNonNull(cost, "cost");
            requireNonNull(currency, "currency");
        }
    }

    /**
     * What was spent on a day.
     *
     * @param day the day in UTC
     * @return the total, of zeros if there is none
     */
    public Total day(LocalDate day) {
        return total(ledger.total(Ledger.key(day)));
    }

    /**
     * What was spent on each day of some time.
     *
     * @param from the first day in UTC
     * @param to the last, included
     * @return the totals of the days on which something was asked
     */
    public SortedMap<LocalDate, Total> days(LocalDate from, LocalDate to) {
        SortedMap<LocalDate, Total> days = new TreeMap<>();
        ledger.totals(Ledger.DAY, from.toString(), to.toString())
                .forEach((day, totals) -> days.put(LocalDate.parse(day), total(totals)));
        return days;
    }

    /**
     * What was spent for a campaign.
     *
     * @param campaignId the campaign
     * @return the total, of zeros if there is none
     */
    public Total campaign(String campaignId) {
        return total(ledger.total(Ledger.CAMPAIGN + campaignId));
    }

    /**
     * What was spent for each campaign.
     *
     * @return the totals by campaign, for those for which something was asked
     */
    public SortedMap<String, Total> campaigns() {
        SortedMap<String, Total> campaigns = new TreeMap<>();
        for (Map.Entry<String, Totals> e :
                ledger.totals(Ledger.CAMPAIGN, "", "\uffff").entrySet()) {
            campaigns.put(e.getKey(), total(e.getValue()));
        }
        return campaigns;
    }

    /**
     * What was spent for a lead.
     *
     * @param leadId the lead
     * @return the total, of zeros if there is none or the lead was erased
     */
    public Total lead(String leadId) {
        return total(ledger.leadTotal(leadId));
    }

    private Total total(Totals t) {
        return new Total(t.calls(), t.prompt(), t.cached(), t.completion(), Prices.amount(t.nanos()), currency);
    }
}
