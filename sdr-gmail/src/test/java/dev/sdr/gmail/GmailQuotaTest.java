package dev.sdr.gmail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sdr.gmail.GmailQuota.Call;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GmailQuotaTest {

    @Test
    void aNodeSpendsItsShare() {
        assertThat(GmailQuota.standard().own()).isEqualTo(6_000);
        assertThat(GmailQuota.standard().perMinute(15_000).share(0.25).own()).isEqualTo(3_750);
    }

    @Test
    void pricesChange() {
        assertThat(GmailQuota.standard().costing(Call.GET, 5).of(Call.GET)).isEqualTo(5);
    }

    @Test
    void whatCannotBeIsRefused() {
        GmailQuota quota = GmailQuota.standard();
        assertThatIllegalArgumentException().isThrownBy(() -> quota.share(0));
        assertThatIllegalArgumentException().isThrownBy(() -> quota.share(1.1));
        assertThatIllegalArgumentException().isThrownBy(() -> quota.share(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> quota.perMinute(0));
        assertThatIllegalArgumentException().isThrownBy(() -> quota.costing(Call.SEND, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new GmailQuota(Map.of(Call.GET, 20), 6_000, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> quota.share(0.03)).withMessageContaining("225");
    }
}
