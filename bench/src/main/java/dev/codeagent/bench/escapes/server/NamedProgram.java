package dev.codeagent.bench.escapes.server;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A repository that names a program.
 *
 * @param setup shell commands; {@code $TRAP} is the program
 * @param trigger a command with which git itself runs the program
 */
record NamedProgram(String setup, String trigger) {
    private static final String FILTER = "printf '*.txt filter=%b\\n' 'NAME' > .gitattributes;"
            + " printf '[filter \"%b\"]\\n\\tclean = %s\\n\\tsmudge = %s\\n' 'NAME' \"$TRAP\" \"$TRAP\" >> .git/config";

    private static NamedProgram filter(String name) {
        return new NamedProgram(FILTER.replace("NAME", name), "git add --renormalize .");
    }

    private static NamedProgram key(String key, String trigger) {
        return new NamedProgram("git config " + key + " \"$TRAP\"", trigger);
    }

    /** All kinds, by name. */
    static Map<String, NamedProgram> all() {
        var programs = new LinkedHashMap<String, NamedProgram>();
        programs.put("filter", filter("evil"));
        programs.put("filter-not-text", filter("\\0377\\0376"));
        programs.put("filter-latin-1", filter("f\\0374r"));
        programs.put("filter-equals-sign", filter("a=b"));
        // An installed Git LFS configures a process for the whole machine, which git prefers to the other programs.
        programs.put(
                "filter-named-lfs",
                new NamedProgram(
                        FILTER.replace("NAME", "lfs") + "; git config filter.lfs.process \"$TRAP\"",
                        "git add --renormalize .; true"));
        programs.put(
                "filter-process",
                new NamedProgram(
                        "echo '*.txt filter=e' > .gitattributes; git config filter.e.process \"$TRAP\"",
                        "git add --renormalize .; true"));
        programs.put("fsmonitor", key("core.fsmonitor", "git status"));
        programs.put(
                "hooks-path",
                new NamedProgram(
                        "mkdir h; cp \"$TRAP\" h/post-index-change; cp \"$TRAP\" h/reference-transaction;"
                                + " git config core.hooksPath \"$PWD/h\"",
                        "git update-ref refs/heads/x HEAD; true"));
        programs.put(
                "hooks",
                new NamedProgram(
                        "for h in post-checkout post-index-change reference-transaction; do"
                                + " cp \"$TRAP\" .git/hooks/$h; done",
                        "git update-ref refs/heads/x HEAD; true"));
        programs.put("external-diff", key("diff.external", "echo more >> a.txt; git diff; true"));
        programs.put(
                "textconv",
                new NamedProgram(
                        "echo '*.txt diff=e' > .gitattributes; git config diff.e.textconv \"$TRAP\"",
                        "echo more >> a.txt; git diff"));
        programs.put(
                "diff-driver",
                new NamedProgram(
                        "echo '*.txt diff=e' > .gitattributes; git config diff.e.command \"$TRAP\"",
                        "echo more >> a.txt; git diff; true"));
        programs.put(
                "merge-driver",
                new NamedProgram(
                        "echo '*.txt merge=e' > .gitattributes; git config merge.e.driver \"$TRAP\"",
                        "git checkout -q -b x; echo x > a.txt; git commit -qam x; git checkout -q main;"
                                + " echo y > a.txt; git commit -qam y; git merge x; true"));
        programs.put("editor", key("core.editor", "git commit --allow-empty; true"));
        programs.put(
                "gpg",
                new NamedProgram(
                        "git config gpg.program \"$TRAP\"; git config commit.gpgSign true",
                        "git commit --allow-empty -m x; true"));
        programs.put("ssh", key("core.sshCommand", "git ls-remote ssh://localhost/x; true"));
        programs.put("git-proxy", key("core.gitProxy", "git ls-remote git://localhost/x; true"));
        programs.put(
                "credential-helper",
                key("credential.helper", "echo url=https://localhost | git credential fill; true"));
        programs.put("alias", new NamedProgram("git config alias.evil \"!$TRAP\"", "git evil"));
        programs.put(
                "trailer",
                new NamedProgram(
                        "git config trailer.e.key E; git config trailer.e.command \"$TRAP\"",
                        "echo x | git interpret-trailers --trailer e=x"));
        programs.put("include", included("include.path"));
        programs.put("include-if", included("includeIf.gitdir:**.path"));
        programs.put(
                "worktree-config",
                new NamedProgram(
                        "echo '*.txt filter=e' > .gitattributes; git config extensions.worktreeConfig true;"
                                + " git config --worktree filter.e.clean \"$TRAP\"",
                        "git add --renormalize ."));
        programs.put(
                "lazy-fetch",
                new NamedProgram(
                        "git config core.repositoryFormatVersion 1; git config extensions.partialClone e;"
                                + " git config remote.e.url \"ext::$TRAP\"; git config remote.e.promisor true;"
                                + " git config protocol.ext.allow always; tree=$(git rev-parse HEAD^{tree});"
                                + " rm -f .git/objects/$(echo $tree | cut -c1-2)/$(echo $tree | cut -c3-)",
                        "git cat-file -p HEAD^{tree}; true"));
        programs.put(
                "nested-repository",
                new NamedProgram(
                        "git init -q nested; echo n > nested/n.txt; git -C nested config core.fsmonitor \"$TRAP\"",
                        "git -C nested status"));
        return programs;
    }

    private static NamedProgram included(String key) {
        return new NamedProgram(
                "echo '*.txt filter=e' > .gitattributes; printf '[filter \"e\"]\\n\\tclean = %s\\n' \"$TRAP\" > ../inc;"
                        + " git config " + key + " \"$PWD/../inc\"",
                "git add --renormalize .");
    }
}
