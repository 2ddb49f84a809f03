package dev.codeagent.release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Compares two builds of one version byte for byte. */
record BuildComparison(Path first, Path second) {

    /**
     * Returns the names of the files that differ, for archives the names of their entries; empty if the builds are
     * identical.
     */
    List<String> findDifferences(List<String> names) {
        var differences = new ArrayList<String>();
        for (String name : names) {
            if (Sha256.of(first.resolve(name)).equals(Sha256.of(second.resolve(name)))) {
                continue;
            }
            differences.add(name);
            if (name.endsWith(".tar.gz")) {
                differences.addAll(differingEntries(name));
            }
        }
        return differences;
    }

    private List<String> differingEntries(String archive) {
        Map<String, String> before = digests(first.resolve(archive));
        Map<String, String> after = digests(second.resolve(archive));
        var all = new TreeSet<>(before.keySet());
        all.addAll(after.keySet());
        return all.stream()
                .filter(name -> !before.getOrDefault(name, "").equals(after.getOrDefault(name, "")))
                .map(name -> "  " + name)
                .toList();
    }

    private static Map<String, String> digests(Path archive) {
        try (var in = Files.newInputStream(archive);
                var tar = new TarArchiveInputStream(new GzipCompressorInputStream(in))) {
            var digests = new TreeMap<String, String>();
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                digests.put(entry.getName(), entry.getMode() + " " + Sha256.of(tar));
            }
            return digests;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
