package dev.sdr.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Only what a reader sees is left, in one way of writing, within its cap. */
@Timeout(60)
class CleaningTest {

    private static String clean(String text) {
        return Cleaning.clean(text, Data.USUAL);
    }

    private static String of(int... codePoints) {
        return new String(codePoints, 0, codePoints.length);
    }

    @Test
    void whatIsNotSeenGoes() {
        List<int[]> ranges = List.of(
                new int[] {0x00, 0x08},
                new int[] {0x0E, 0x1F},
                new int[] {0x7F, 0x84},
                new int[] {0x86, 0x9F},
                new int[] {0xAD, 0xAD},
                new int[] {0x34F, 0x34F},
                new int[] {0x61C, 0x61C},
                new int[] {0x180B, 0x180F},
                new int[] {0x200B, 0x200F},
                new int[] {0x202A, 0x202E},
                new int[] {0x2060, 0x206F},
                new int[] {0x3164, 0x3164},
                new int[] {0xD800, 0xDFFF},
                new int[] {0xE000, 0xE010},
                new int[] {0xFE00, 0xFE0F},
                new int[] {0xFEFF, 0xFEFF},
                new int[] {0xFFA0, 0xFFA0},
                new int[] {0xFFF9, 0xFFFB},
                new int[] {0xFFFE, 0xFFFF},
                new int[] {0xE0000, 0xE0FFF});
        for (int[] range : ranges) {
            for (int c = range[0]; c <= range[1]; c++) {
                assertThat(clean("a" + of(c) + "b")).as(Integer.toHexString(c)).isEqualTo("ab");
            }
        }
    }

    @Test
    void whatIsSeenStaysInItsUsualForm() {
        assertThat(clean("\uFF29gnore \uFB01nd \u2126 \u00BD cafe\u0301"))
                .isEqualTo("Ignore find \u03A9 1\u20442 caf\u00E9");
        assertThat(clean("Grüße, 你好, привет, שלום 👍")).isEqualTo("Grüße, 你好, привет, שלום 👍");
        assertThat(clean("  a\t\tb\u00A0\u3000c \r\n  d\u2028e\n\n\n\n\nf \n")).isEqualTo("a b c\nd\ne\n\nf");
    }

    @Test
    void longTextsAreCutWithAMarkWithinTheirBytes() {
        for (String unit : List.of("a", "é", "你", "👍", "\uFDFA", "a\u200B", "\u00BD ")) {
            String clean = Cleaning.clean(unit.repeat(5_000), 500);
            assertThat(clean.getBytes(StandardCharsets.UTF_8).length).isBetween(400, 500);
            assertThat(clean).endsWith("[cut here; the rest is not shown]").doesNotContain("\uFFFD");
        }
        assertThat(Cleaning.clean("a".repeat(500), 500)).hasSize(500);
        assertThat(new Data("mail", "a".repeat(20_000)).isCut()).isTrue();
        assertThat(new Data("mail", "a".repeat(8_192)).isCut()).isFalse();
    }

    @Test
    void hugeTextsTakeLittleTime() {
        assertThat(clean("\uFDFA".repeat(10_000_000))).hasSizeLessThan(9_000);
        assertThat(clean("\u200B".repeat(10_000_000) + "a")).isEqualTo("a");
    }

    @Test
    void whatIsCleanIsLeftAsItIs() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 3_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(0, 400);
            for (int k = 0; k < length; k++) {
                int most = random.nextInt(4) == 0 ? 0x10FFFF : random.nextBoolean() ? 0x3000 : 0x7F;
                text.appendCodePoint(random.nextInt(most + 1));
            }
            String once = Cleaning.clean(text.toString(), 300);
            assertThat(Cleaning.clean(once, 300)).as("seed 7, text " + i).isEqualTo(once);
        }
    }

    @Test
    void aLabelIsOfOurOwnWords() {
        assertThatThrownBy(() -> new Data("a\nb", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Data("mail", "x", 10)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new Data("mail", "secret").toString()).doesNotContain("secret");
    }
}
