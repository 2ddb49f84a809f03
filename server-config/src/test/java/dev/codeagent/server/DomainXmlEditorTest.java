package dev.codeagent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DomainXmlEditorTest {
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
    void setsAttributesOfElementsFoundByNameOrPath() throws Exception {
        String result = edit("set resources.pool.Two.size=0\n\nset configs.config.main.service.address=${host}\n");

        assertThat(result)
                .contains("<pool name=\"One\" size=\"1\"/>", "<pool name=\"Two\" size=\"0\">")
                .contains("<service address=\"${host}\"/>");
    }

    @Test
    void setsTheValueOfAProperty() throws Exception {
        assertThat(edit("set resources.pool.Two.property.URL=jdbc:h2:x;A=B\n"))
                .contains("<property name=\"URL\" value=\"jdbc:h2:x;A=B\"/>");
    }

    @Test
    void rejectsUnknownElementsAndCommands() {
        assertThatThrownBy(() -> edit("set resources.pool.Three.size=0\n"))
                .isInstanceOf(IOException.class)
                .hasMessage("no <pool> for: set resources.pool.Three.size=0");
        assertThatThrownBy(() -> edit("create-pool x\n")).hasMessage("not a set command: create-pool x");
    }

    private String edit(String commands) throws Exception {
        Path domain = Files.writeString(folder.resolve("domain.xml"), DOMAIN);
        Path list = Files.writeString(folder.resolve("commands"), commands);
        Path result = folder.resolve("result.xml");
        DomainXmlEditor.main(new String[] {domain.toString(), list.toString(), result.toString()});
        return Files.readString(result);
    }
}
