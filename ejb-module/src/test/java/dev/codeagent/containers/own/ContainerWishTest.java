package dev.codeagent.containers.own;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.sandbox.Limits;
import dev.codeagent.sandbox.SecurityLevel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerWishTest {
    private static final Allowance ALLOWANCE = new Allowance(
            SecurityLevel.STANDARD, new Limits(2, 1L << 30, 100, 1L << 30), List.of("postgres:*", "redis"), 3);

    private static ContainerWish wish(String name, Map<String, String> environment, String directory, String user) {
        return new ContainerWish(
                name,
                "x",
                new ContainerWish.Program(List.of(), List.of(), environment, directory, user),
                new ContainerWish.Storage(List.of(), List.of(), false),
                ContainerWish.Bounds.NONE,
                Optional.empty(),
                List.of(),
                Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Db", "-db", "a.example.com", "db/x", "egress", "sandbox", "localhost"})
    void refusesNamesThatOthersHaveOrNobodyCanHave(String name) {
        assertThatThrownBy(() -> wish(name, Map.of(), "", "")).hasMessageContaining("'" + name + "'");
    }

    @Test
    void refusesPlacesUsersAndVariablesThatAreNone() {
        assertThatThrownBy(() -> wish("a", Map.of(), "relative", "")).hasMessageContaining("is no place");
        assertThatThrownBy(() -> wish("a", Map.of(), "/a/../etc", "")).hasMessageContaining("is no place");
        assertThatThrownBy(() -> wish("a", Map.of(), "/dev/shm", "")).hasMessageContaining("is no place");
        assertThatThrownBy(() -> wish("a", Map.of(), "", "a b")).hasMessageContaining("is no user");
        assertThatThrownBy(() -> wish("a", Map.of("A=B", ""), "", "")).hasMessageContaining("environment variable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc:/x", "./a:/x", "../a:/x", "~/a:/x", "/x", "a", "a:/x:z", "a:/x:ro:z", "a:x"})
    void refusesVolumesThatAreNoNames(String text) {
        assertThatThrownBy(() -> ContainerWish.VolumeUse.parse(text)).hasMessageContaining("'");
    }

    @Test
    void boundsWhatIsAskedForByWhatASandboxMayHave() {
        assertThat(ALLOWANCE.within(ContainerWish.Bounds.NONE)).isEqualTo(ALLOWANCE.limits());
        assertThat(ALLOWANCE.within(new ContainerWish.Bounds(0.5, 64L << 20, 10)))
                .isEqualTo(new Limits(0.5, 64L << 20, 10, 1L << 30));
        assertThatThrownBy(() -> ALLOWANCE.within(new ContainerWish.Bounds(0, 2L << 30, 0)))
                .hasMessageContaining("memory of 2048");
        assertThatThrownBy(() -> ALLOWANCE.within(new ContainerWish.Bounds(3, 0, 0)))
                .hasMessageContaining("cpus of 3");
    }

    @Test
    void allowsTheImagesThatAreNamed() {
        ALLOWANCE.requireImage("postgres:16");
        ALLOWANCE.requireImage("redis");
        for (String image : List.of("redis:7", "evil.example/postgres:16", "postgres", "alpine")) {
            assertThatThrownBy(() -> ALLOWANCE.requireImage(image)).hasMessageContaining("is not allowed here");
        }
        assertThatThrownBy(() -> ALLOWANCE.requireImage("-x")).hasMessageContaining("is no name of an image");
    }

    @Test
    void givesNoCapabilityToCodeThatNobodyTrusts() {
        assertThat(ALLOWANCE.capabilities()).isNotEmpty();
        assertThat(new Allowance(SecurityLevel.FULL_ISOLATION, ALLOWANCE.limits(), List.of("*"), 1).capabilities())
                .isEmpty();
    }

    @Test
    void readsWordsAsAShellWouldAndRefusesWhatItWouldExpand() {
        assertThat(Words.plain("a 'b c' \"d \\\" e\" f\\ g ''")).containsExactly("a", "b c", "d \" e", "f g", "");
        assertThat(Words.plain("sh -c 'a && b > $C'")).containsExactly("sh", "-c", "a && b > $C");
        for (String text :
                List.of("a && b", "a; b", "a $X", "a \"$X\"", "a `b`", "a\nb", "a # b", "a *", "{a,b}", "(a)")) {
            assertThatThrownBy(() -> Words.plain(text)).hasMessageContaining("is a shell's");
        }
        assertThatThrownBy(() -> Words.plain("a 'b")).hasMessageContaining("not closed");
    }

    @Test
    void quotesWordsSoThatTheyAreReadBack() {
        List<String> words = List.of("a", "b c", "it's", "$X", "", "x=1,2:/y");

        assertThat(Words.split(Words.quoted(words))).isEqualTo(words);
        assertThat(Words.quoted(List.of("git", "push"))).isEqualTo("git push");
    }

    @Test
    void readsSizesAndTimes() {
        assertThat(Quantities.bytes("x", "512m")).isEqualTo(512L << 20);
        assertThat(Quantities.bytes("x", "1GiB")).isEqualTo(1L << 30);
        assertThat(Quantities.bytes("x", "1000")).isEqualTo(1000);
        assertThat(Quantities.duration("x", "1h2m3s4ms")).isEqualTo(Duration.ofMillis(3_723_004));
        assertThatThrownBy(() -> Quantities.duration("x", "5")).hasMessageContaining("'5' is no time");
        assertThatThrownBy(() -> Quantities.bytes("x", "-1m")).hasMessageContaining("'-1m' is no size");
    }

    @Test
    void keepsTheFirstAndTheLastOfALongOutput() {
        var output = new Captured();
        output.add("begin\n".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < 500; i++) {
            output.add("é".repeat(999).concat("\n").getBytes(StandardCharsets.UTF_8));
        }
        output.add("end  \n".getBytes(StandardCharsets.UTF_8));

        assertThat(output.text())
                .startsWith("begin\n")
                .endsWith("end")
                .contains(" characters left out …")
                .hasSizeLessThan(30_100);
    }

    @Test
    void showsAShortOutputWholeAndCountsWhatIsMissingOfAMiddling() {
        var shortOne = new Captured();
        shortOne.add("a\nb\n\n".getBytes(StandardCharsets.UTF_8));
        var middling = new Captured();
        middling.add("x".repeat(35_000).getBytes(StandardCharsets.UTF_8));

        assertThat(shortOne.text()).isEqualTo("a\nb");
        assertThat(middling.text()).contains("\n… 5000 characters left out …\n");
    }
}
