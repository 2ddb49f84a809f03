package dev.codeagent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InstallationDirectoryTest {
    private static final Path CHECKOUT = Path.of("/home/me/codeagent");
    private static final InstallationDirectory INSTALLATION =
            InstallationDirectory.of(CHECKOUT.resolve("ear/micro/target/server"));

    @Test
    void findsTheRootOfACheckoutAndOfADistribution() {
        assertThat(INSTALLATION.root()).isEqualTo(CHECKOUT);
        assertThat(InstallationDirectory.of(Path.of("/opt/codeagent/server")).root())
                .isEqualTo(Path.of("/opt/codeagent"));
    }

    @Test
    void startsInItsOwnDirectoriesAndInTheRootDirectory() {
        for (String directory : List.of("", "ear", "ear/micro/target/server")) {
            assertThatCode(() -> INSTALLATION.requireTrusted(CHECKOUT.resolve(directory), Optional.empty()))
                    .as(directory)
                    .doesNotThrowAnyException();
        }
        assertThatCode(() -> INSTALLATION.requireTrusted(Path.of("/"), Optional.empty()))
                .doesNotThrowAnyException();
    }

    @Test
    void startsInTheDirectoryOfTheNamedConfiguration() {
        Path directory = Path.of("/etc/codeagent");
        for (String file : List.of("codeagent.json", "config/codeagent.json")) {
            assertThatCode(() -> INSTALLATION.requireTrusted(directory, Optional.of(directory.resolve(file))))
                    .as(file)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void doesNotStartInAnotherDirectory() {
        List<String> others =
                List.of("/home/me", "/home/me/codeagent/data/demo", "/home/me/codeagent2", "/tmp/hostile");
        for (String other : others) {
            for (Optional<Path> named : List.of(Optional.<Path>empty(), Optional.of(Path.of("/etc/codeagent.json")))) {
                assertThatThrownBy(() -> INSTALLATION.requireTrusted(Path.of(other), named))
                        .as(other)
                        .isInstanceOf(StartupException.class)
                        .hasMessageContaining("does not start in " + other)
                        .hasMessageContaining(CHECKOUT.toString());
            }
        }
    }
}
