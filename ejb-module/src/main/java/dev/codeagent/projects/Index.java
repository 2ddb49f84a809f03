package dev.codeagent.projects;

import dev.codeagent.projects.RunPatch.Side;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** An index of our own, beside the user's. Names are bytes, each as one character. */
record Index(Git git, Path file) {

    Index read(String tree) {
        git.withIndex(file, new byte[0], "read-tree", tree);
        return this;
    }

    /** Puts entries, and takes those out that are not there any more: first, because a folder may stand in a file's place. */
    void put(Map<String, Side> entries) {
        var gone = new ByteArrayOutputStream();
        var there = new ByteArrayOutputStream();
        entries.forEach((name, side) -> (side.present() ? there : gone).writeBytes(line(name, side)));
        gone.writeBytes(there.toByteArray());
        git.withIndex(file, gone.toByteArray(), "update-index", "-z", "--index-info");
    }

    private static byte[] line(String name, Side side) {
        String entry = side.present()
                ? side.mode() + " " + side.blob()
                : "0 " + "0".repeat(side.blob().length());
        return (entry + "\t" + name + "\0").getBytes(StandardCharsets.ISO_8859_1);
    }

    void apply(byte[] patch) {
        git.withIndex(file, patch, "apply", "--cached", "--binary", "--whitespace=nowarn", "-");
    }

    /** Takes the files as they are in the working tree, and leaves the others. */
    void takeFromWorkingTree(Collection<String> names) {
        var list = new ByteArrayOutputStream();
        names.forEach(n -> list.writeBytes((n + "\0").getBytes(StandardCharsets.ISO_8859_1)));
        git.withIndex(file, list.toByteArray(), "update-index", "--add", "--remove", "--replace", "-z", "--stdin");
    }

    String tree() {
        return git.withIndex(file, new byte[0], "write-tree");
    }

    /** Three trees become one, as far as git can tell by whole files; the others are {@link #unmerged}. */
    void merge(String base, String ours, String theirs) {
        git.withIndex(file, new byte[0], "read-tree", "-i", "-m", "--aggressive", base, ours, theirs);
    }

    /** The three sides of what differs on both; a side that is missing is not there. */
    Map<String, Side[]> unmerged() {
        Git.Answer answer = git.call(
                Map.of("GIT_INDEX_FILE", file.toString()), new byte[0], java.util.List.of("ls-files", "-u", "-z"));
        var found = new LinkedHashMap<String, Side[]>();
        for (String line : new String(answer.output(), StandardCharsets.ISO_8859_1).split("\0")) {
            if (!line.isEmpty()) {
                String[] fields = line.substring(0, line.indexOf('\t')).split(" ");
                var none = new Side(Side.GONE, "0".repeat(fields[1].length()));
                Side[] sides = found.computeIfAbsent(
                        line.substring(line.indexOf('\t') + 1), n -> new Side[] {none, none, none});
                sides[Integer.parseInt(fields[2]) - 1] = new Side(fields[0], fields[1]);
            }
        }
        return found;
    }
}
