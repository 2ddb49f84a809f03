package dev.codeagent.release;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.Stream;

/** The files of a version's release, in one folder. */
record Release(String version, Path folder) {
    private static final String SUMS = "SHA256SUMS";

    /** Archives, bill of materials and notes of a built tree. */
    void pack(Path tree) throws IOException {
        Pom pom = Pom.read(tree.resolve("pom.xml"));
        if (!pom.version().equals(version)) {
            throw new ReleaseFailure("the pom's version is " + pom.version() + ", not " + version
                    + "; set it with `release/prepare.sh " + version + "`");
        }
        Files.createDirectories(folder);
        Files.writeString(notes(), new Changelog(Files.readString(tree.resolve("CHANGELOG.md"))).notes(version));
        SortedSet<PackedFile> files = Distribution.of(tree);
        var bom = new BillOfMaterials(JsonFile.read(tree.resolve("release/distribution/target/bom.json")), files);
        JsonFile.write(bom(), bom.complete(version));
        files.add(new PackedFile("sbom.cdx.json", bom(), false));
        var archive = new Archive("codeagent-" + version, pom.time());
        archive.tarGz(files, file(".tar.gz"));
        archive.zip(files, file(".zip"));
    }

    /** Provenance of all that lies in the folder, then checksums of all that, provenance included. */
    void seal(Provenance provenance) throws IOException {
        Path statement = file(".intoto.json");
        Files.deleteIfExists(statement);
        JsonObject bom = JsonFile.read(bom());
        JsonFile.write(statement, provenance.statement(files(), bom, Instant.now()));
        var sums = new StringBuilder();
        files().forEach(file -> sums.append(Sha256.of(file))
                .append("  ")
                .append(file.getFileName())
                .append('\n'));
        Files.writeString(folder.resolve(SUMS), sums);
    }

    /** What must be the same when it is built again: the image and the provenance have times of their own. */
    List<String> reproducible() {
        return Stream.of(file(".tar.gz"), file(".zip"), bom(), notes())
                .map(file -> file.getFileName().toString())
                .toList();
    }

    private List<Path> files() {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith(SUMS))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path bom() {
        return file(".cdx.json");
    }

    private Path notes() {
        return folder.resolve("NOTES.md");
    }

    private Path file(String ending) {
        return folder.resolve("codeagent-" + version + ending);
    }
}
