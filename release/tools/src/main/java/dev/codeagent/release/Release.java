package dev.codeagent.release;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of a version's release, in one directory. */
record Release(String version, Path folder) {
    private static final String CHECKSUM_FILE = "SHA256SUMS";

    /** Writes the archives, the SBOM and the release notes of a built tree. */
    void packageDistribution(Path tree) throws IOException {
        Path pom = tree.resolve("pom.xml");
        String pomVersion = readElement(pom, "version");
        Instant outputTimestamp = Instant.parse(readElement(pom, "project.build.outputTimestamp"));
        if (!pomVersion.equals(version)) {
            throw new ReleaseException("the pom's version is " + pomVersion + ", not " + version
                    + "; set it with `release/prepare.sh " + version + "`");
        }
        Files.createDirectories(folder);
        Files.writeString(
                notesFile(), new Changelog(Files.readString(tree.resolve("CHANGELOG.md"))).releaseNotes(version));
        SortedSet<DistributionFile> files = Distribution.collectFiles(tree);
        var bom = new SbomBuilder(JsonFile.read(tree.resolve("release/distribution/target/bom.json")), files);
        JsonFile.write(sbomFile(), bom.build(version));
        files.add(new DistributionFile("sbom.cdx.json", sbomFile(), false));
        var writer = new ArchiveWriter("codeagent-" + version, outputTimestamp);
        writer.writeTarGz(files, fileWithSuffix(".tar.gz"));
        writer.writeZip(files, fileWithSuffix(".zip"));
    }

    /** The content of the first element of this name. */
    private static String readElement(Path pom, String name) throws IOException {
        Matcher matcher =
                Pattern.compile("<" + name + ">([^<]+)</" + name + ">").matcher(Files.readString(pom));
        if (!matcher.find()) {
            throw new ReleaseException(pom + " has no <" + name + ">");
        }
        return matcher.group(1);
    }

    /**
     * Writes the provenance of all files in the directory, then the checksums of all files including the provenance.
     */
    void writeProvenanceAndChecksums(Provenance provenance) throws IOException {
        Path statement = fileWithSuffix(".intoto.json");
        Files.deleteIfExists(statement);
        JsonObject bom = JsonFile.read(sbomFile());
        JsonFile.write(statement, provenance.toStatement(files(), bom, Instant.now()));
        var checksums = new StringBuilder();
        files().forEach(file -> checksums
                .append(Sha256.of(file))
                .append("  ")
                .append(file.getFileName())
                .append('\n'));
        Files.writeString(folder.resolve(CHECKSUM_FILE), checksums);
    }

    /** Returns the files that a second build must reproduce; the image and the provenance contain their own times. */
    List<String> reproducibleFiles() {
        return Stream.of(fileWithSuffix(".tar.gz"), fileWithSuffix(".zip"), sbomFile(), notesFile())
                .map(file -> file.getFileName().toString())
                .toList();
    }

    private List<Path> files() {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith(CHECKSUM_FILE))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path sbomFile() {
        return fileWithSuffix(".cdx.json");
    }

    private Path notesFile() {
        return folder.resolve("NOTES.md");
    }

    private Path fileWithSuffix(String suffix) {
        return folder.resolve("codeagent-" + version + suffix);
    }
}
