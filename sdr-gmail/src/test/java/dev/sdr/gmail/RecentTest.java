package dev.sdr.gmail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RecentTest {

    @Test
    void theOldestMakesRoomForTheLatest() {
        Recent recent = new Recent(2);
        List.of("a", "b", "a", "c").forEach(recent::add);
        assertThat(List.of("a", "b", "c")).filteredOn(recent::contains).containsExactly("a", "c");
    }
}
