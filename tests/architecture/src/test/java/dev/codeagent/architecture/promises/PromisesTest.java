package dev.codeagent.architecture.promises;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Names that clients rely on do not change when classes, packages and modules are renamed. */
class PromisesTest {
    private static final Path FILE = Path.of("src/test/resources/promises.txt");
    private static final String UPDATE = "promises.update";

    private final Product product = Product.onClassPath();

    private Promises found() {
        var promises = new Promises();
        new ConfigurationPromises(product).addTo(promises);
        new EnvironmentPromises(product).addTo(promises);
        new RestPromises(product).addTo(promises);
        new HttpPromises(product).addTo(promises);
        new WirePromises(product).addTo(promises);
        new ValuePromises(product).addTo(promises);
        new JsonPromises(product).addTo(promises);
        new CommandLinePromises(product).addTo(promises);
        new ContainerPromises(product).addTo(promises);
        new ToolPromises(product).addTo(promises);
        new DatabasePromises(product).addTo(promises);
        return promises;
    }

    @Test
    void namesThatClientsRelyOnDoNotChange() throws IOException {
        Promises found = found();
        if (Boolean.getBoolean(UPDATE)) {
            Files.writeString(FILE, found.text());
        }
        String differences = Promises.parse(Files.readString(FILE)).differencesTo(found);
        assertThat(differences).withFailMessage("""
                        names that clients rely on have changed (- promised, + found):
                        %s
                        If this is not intended, revert the change. If it is, update tests/architecture/%s with
                          mvn -pl tests/architecture -am verify -DskipITs -Dtest=PromisesTest \
                          -Dsurefire.failIfNoSpecifiedTests=false -D%s=true
                        and describe the change in CHANGELOG.md.""", differences, FILE, UPDATE).isEmpty();
    }

    @Test
    void findsPromisesOfEachKind() {
        assertThat(found().counts())
                .hasSizeGreaterThan(20)
                .allSatisfy((section, lines) -> assertThat(lines).isPositive());
    }

    @Test
    void reportsAChangedLine() {
        var before = Promises.parse("## labels\none\ntwo\n\n## verbs\nup\n");
        var now = Promises.parse("## labels\none\nthree\n\n## verbs\nup\n");
        assertThat(before.differencesTo(now)).isEqualTo("## labels\n  - two\n  + three\n");
        assertThat(Promises.parse(before.text()).differencesTo(before)).isEmpty();
    }
}
