package dev.sdr;

import dev.sdr.internal.engine.Engine;
import dev.sdr.sequence.Campaign;
import dev.sdr.sequence.Purpose;
import java.util.List;

/** Campaigns. Safe for use by several threads. */
public final class Campaigns {

    private final Engine engine;

    Campaigns(Engine engine) {
        this.engine = engine;
    }

    /**
     * Creates a campaign.
     *
     * @param campaign the campaign
     * @return false if there is one of that id already; then nothing changed
     */
    public boolean create(Campaign campaign) {
        return engine.operations().create(campaign);
    }

    /**
     * All campaigns, the sequences' own ones included.
     *
     * @return the campaigns, oldest first
     */
    public List<Campaign> all() {
        return engine.operations().campaigns();
    }

    /**
     * Pauses all enrollments of a campaign. Committed when it returns: no touch of it begins after.
     *
     * @param campaignId the campaign
     * @throws dev.sdr.error.ConfigurationException if there is none of that id, or it is stopped
     */
    public void pause(String campaignId) {
        engine.operations().campaign(campaignId, Campaign.Status.PAUSED);
    }

    /**
     * Lets a campaign go on. Steps that became due meanwhile follow the sequence's late policy. Leads that a provider's terms
     * or contact rules hold are looked at again at once, also if the campaign was not paused: for when those have changed.
     *
     * @param campaignId the campaign
     * @throws dev.sdr.error.ConfigurationException if there is none of that id, or it is stopped
     */
    public void resume(String campaignId) {
        engine.operations().campaign(campaignId, Campaign.Status.RUNNING);
    }

    /**
     * Gives a campaign another purpose, which may hold its enrollments or let them go. Kept in the audit record. Nothing
     * happens if it has that purpose.
     *
     * @param campaignId the campaign; a sequence's own one has the sequence's id
     * @param purpose the purpose
     * @param why the ground on which it has it, not blank
     * @throws IllegalArgumentException if there is no ground
     * @throws dev.sdr.error.ConfigurationException if there is none of that id
     */
    public void purpose(String campaignId, Purpose purpose, String why) {
        if (why.isBlank()) {
            throw new IllegalArgumentException("say why the campaign has another purpose: it is kept in audit");
        }
        engine.operations().purpose(campaignId, purpose, why);
    }

    /**
     * Stops all enrollments of a campaign for good. No touch of it begins after this returns.
     *
     * @param campaignId the campaign
     * @throws dev.sdr.error.ConfigurationException if there is none of that id
     */
    public void stop(String campaignId) {
        engine.operations().campaign(campaignId, Campaign.Status.STOPPED);
    }
}
