package dev.codeagent.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BillOfMaterialsTest {
    @TempDir
    Path folder;

    private final TreeSet<PackedFile> files = new TreeSet<>();

    @BeforeEach
    void haveARuntime() throws IOException {
        Path release = Files.writeString(folder.resolve("release"), "JAVA_VERSION=\"25.0.1\"\nMODULES=\"java.base\"\n");
        files.add(new PackedFile("server/runtime-executor/release", release, false));
    }

    @Test
    void listsAJarOfTheContainerWithWhatItSaysOfItself() throws IOException {
        ship("server/runtime/weld.jar", jar("weld", "org.jboss", "\"Apache License, Version 2.0\";link=\"https://x\""));

        JsonObject weld = nested(bom(component("payara-micro", "0".repeat(64), "CDDL-1.1")), "weld");

        assertThat(weld.getString("group")).isEqualTo("org.jboss");
        assertThat(weld.getString("version")).isEqualTo("1.2");
        assertThat(weld.getString("purl")).isEqualTo("pkg:maven/org.jboss/weld@1.2?type=jar");
        assertThat(weld.getJsonArray("licenses").toString()).isEqualTo("[{\"license\":{\"id\":\"Apache-2.0\"}}]");
        assertThat(BillOfMaterials.digest(weld)).isEqualTo(Sha256.of(folder.resolve("weld.jar")));
    }

    @Test
    void keepsLicencesThatHaveNoName() throws IOException {
        ship("server/runtime/odd.jar", jar("odd", "org.odd", "http://odd.example/terms, EPL-2.0"));

        JsonObject odd = nested(bom(component("payara-micro", "0".repeat(64), "CDDL-1.1")), "odd");

        assertThat(odd.getJsonArray("licenses").toString())
                .contains("\"url\":\"http://odd.example/terms\"", "\"id\":\"EPL-2.0\"");
    }

    @Test
    void saysWhereADependencyLies() throws IOException {
        Path jar = jar("lib", "org.lib", "MIT");
        ship("server/lib/lib.jar", jar);
        ship("cli/lib/lib.jar", jar);

        JsonObject bom = bom(component("lib", Sha256.of(jar), "MIT"));

        assertThat(bom.getJsonArray("components").getJsonObject(0).toString())
                .contains("server/lib/lib.jar", "cli/lib/lib.jar");
    }

    @Test
    void refusesAJarThatIsNoDependency() throws IOException {
        ship("server/lib/stranger.jar", jar("stranger", "org.stranger", "MIT"));

        assertThatThrownBy(() -> bom(component("lib", "0".repeat(64), "MIT")))
                .isInstanceOf(ReleaseFailure.class)
                .hasMessageContaining("server/lib/stranger.jar");
    }

    @Test
    void refusesWhatHasNoLicence() throws IOException {
        ship("server/runtime/silent.jar", jar("silent", "org.silent", ""));

        assertThatThrownBy(() -> bom(component("payara-micro", "0".repeat(64), "CDDL-1.1")))
                .isInstanceOf(ReleaseFailure.class)
                .hasMessageContaining("no licence is known of silent");
    }

    private JsonObject bom(JsonObject component) {
        JsonObject resolved = Json.createObjectBuilder()
                .add("metadata", Json.createObjectBuilder().add("component", Json.createObjectBuilder()))
                .add("components", Json.createArrayBuilder().add(component))
                .build();
        return new BillOfMaterials(resolved, files).complete("1.0.0");
    }

    private static JsonObject nested(JsonObject bom, String name) {
        return bom
                .getJsonArray("components")
                .getJsonObject(0)
                .getJsonArray("components")
                .getValuesAs(JsonObject.class)
                .stream()
                .filter(component -> component.getString("name").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static JsonObject component(String name, String digest, String licence) {
        var hash = Json.createObjectBuilder().add("alg", "SHA-256").add("content", digest);
        return Json.createObjectBuilder()
                .add("name", name)
                .add("version", "1")
                .add("hashes", Json.createArrayBuilder().add(hash))
                .add(
                        "licenses",
                        Json.createArrayBuilder()
                                .add(Json.createObjectBuilder().add("license", Licences.spdx(licence))))
                .build();
    }

    private void ship(String name, Path jar) {
        files.add(new PackedFile(name, jar, false));
    }

    private Path jar(String name, String group, String licence) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (!licence.isEmpty()) {
            manifest.getMainAttributes().putValue("Bundle-License", licence);
        }
        Path file = folder.resolve(name + ".jar");
        try (var jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            jar.putNextEntry(new ZipEntry("META-INF/maven/" + group + "/" + name + "/pom.properties"));
            jar.write(("groupId=" + group + "\nartifactId=" + name + "\nversion=1.2\n").getBytes());
        }
        return file;
    }
}
