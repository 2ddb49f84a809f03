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

class SbomBuilderTest {
    @TempDir
    Path folder;

    private final TreeSet<DistributionFile> files = new TreeSet<>();

    @BeforeEach
    void createExecutorRuntime() throws IOException {
        Path release = Files.writeString(folder.resolve("release"), "JAVA_VERSION=\"25.0.1\"\nMODULES=\"java.base\"\n");
        files.add(new DistributionFile("server/runtime-executor/release", release, false));
    }

    @Test
    void listsAPayaraJarWithItsMetadata() throws IOException {
        addFile(
                "server/runtime/weld.jar",
                jar("weld", "org.jboss", "\"Apache License, Version 2.0\";link=\"https://x\""));

        JsonObject weld = nested(bom(component("payara-micro", "0".repeat(64), "CDDL-1.1")), "weld");

        assertThat(weld.getString("group")).isEqualTo("org.jboss");
        assertThat(weld.getString("version")).isEqualTo("1.2");
        assertThat(weld.getString("purl")).isEqualTo("pkg:maven/org.jboss/weld@1.2?type=jar");
        assertThat(weld.getJsonArray("licenses").toString()).isEqualTo("[{\"license\":{\"id\":\"Apache-2.0\"}}]");
        assertThat(SbomBuilder.digest(weld)).isEqualTo(Sha256.of(folder.resolve("weld.jar")));
    }

    @Test
    void keepsLicensesWithoutAnSpdxId() throws IOException {
        addFile("server/runtime/odd.jar", jar("odd", "org.odd", "http://odd.example/terms, EPL-2.0"));

        JsonObject odd = nested(bom(component("payara-micro", "0".repeat(64), "CDDL-1.1")), "odd");

        assertThat(odd.getJsonArray("licenses").toString())
                .contains("\"url\":\"http://odd.example/terms\"", "\"id\":\"EPL-2.0\"");
    }

    @Test
    void listsTheLocationsOfADependency() throws IOException {
        Path jar = jar("lib", "org.lib", "MIT");
        addFile("server/lib/lib.jar", jar);
        addFile("cli/lib/lib.jar", jar);

        JsonObject bom = bom(component("lib", Sha256.of(jar), "MIT"));

        assertThat(bom.getJsonArray("components").getJsonObject(0).toString())
                .contains("server/lib/lib.jar", "cli/lib/lib.jar");
    }

    @Test
    void rejectsAnUndeclaredJar() throws IOException {
        addFile("server/lib/stranger.jar", jar("stranger", "org.stranger", "MIT"));

        assertThatThrownBy(() -> bom(component("lib", "0".repeat(64), "MIT")))
                .isInstanceOf(ReleaseException.class)
                .hasMessageContaining("server/lib/stranger.jar");
    }

    @Test
    void rejectsAComponentWithoutALicense() throws IOException {
        addFile("server/runtime/silent.jar", jar("silent", "org.silent", ""));

        assertThatThrownBy(() -> bom(component("payara-micro", "0".repeat(64), "CDDL-1.1")))
                .isInstanceOf(ReleaseException.class)
                .hasMessageContaining("no license is known for silent");
    }

    private JsonObject bom(JsonObject component) {
        JsonObject resolved = Json.createObjectBuilder()
                .add("metadata", Json.createObjectBuilder().add("component", Json.createObjectBuilder()))
                .add("components", Json.createArrayBuilder().add(component))
                .build();
        return new SbomBuilder(resolved, files).build("1.0.0");
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

    private static JsonObject component(String name, String digest, String license) {
        var hash = Json.createObjectBuilder().add("alg", "SHA-256").add("content", digest);
        return Json.createObjectBuilder()
                .add("name", name)
                .add("version", "1")
                .add("hashes", Json.createArrayBuilder().add(hash))
                .add(
                        "licenses",
                        Json.createArrayBuilder()
                                .add(Json.createObjectBuilder().add("license", LicenseResolver.spdx(license))))
                .build();
    }

    private void addFile(String name, Path jar) {
        files.add(new DistributionFile(name, jar, false));
    }

    private Path jar(String name, String group, String license) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (!license.isEmpty()) {
            manifest.getMainAttributes().putValue("Bundle-License", license);
        }
        Path file = folder.resolve(name + ".jar");
        try (var jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            jar.putNextEntry(new ZipEntry("META-INF/maven/" + group + "/" + name + "/pom.properties"));
            jar.write(("groupId=" + group + "\nartifactId=" + name + "\nversion=1.2\n").getBytes());
        }
        return file;
    }
}
