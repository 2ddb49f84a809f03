package dev.codeagent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DomainFileTest {
    private static final String DOMAIN = """
            <domain>
              <resources>
                <pool name="One" size="1"/>
                <pool name="Two" size="2"><property name="URL" value="old"/></pool>
              </resources>
              <configs><config name="main"><service/></config></configs>
            </domain>
            """;

    @TempDir
    Path folder;

    @Test
    void setsAttributesOfElementsThatTheirNameOrTheirPlaceTells() throws Exception {
        String result = after("set resources.pool.Two.size=0\n\nset configs.config.main.service.address=${host}\n");

        assertThat(result)
                .contains("<pool name=\"One\" size=\"1\"/>", "<pool name=\"Two\" size=\"0\">")
                .contains("<service address=\"${host}\"/>");
    }

    @Test
    void setsTheValueOfAProperty() throws Exception {
        assertThat(after("set resources.pool.Two.property.URL=jdbc:h2:x;A=B\n"))
                .contains("<property name=\"URL\" value=\"jdbc:h2:x;A=B\"/>");
    }

    @Test
    void refusesWhatTheFileOrTheCommandLacks() {
        assertThatThrownBy(() -> after("set resources.pool.Three.size=0\n"))
                .isInstanceOf(IOException.class)
                .hasMessage("no <pool> for: set resources.pool.Three.size=0");
        assertThatThrownBy(() -> after("create-pool x\n")).hasMessage("not a set command: create-pool x");
    }

    private String after(String commands) throws Exception {
        Path domain = Files.writeString(folder.resolve("domain.xml"), DOMAIN);
        Path list = Files.writeString(folder.resolve("commands"), commands);
        Path result = folder.resolve("result.xml");
        DomainFile.main(new String[] {domain.toString(), list.toString(), result.toString()});
        return Files.readString(result);
    }
}
