package dev.codeagent.executor;

import java.util.List;

/**
 * A kind of clone.
 *
 * @param script creates the directory {@code project}
 * @param commits how many commits {@code git_log} shows
 */
record CloneKind(String name, String script, int commits, List<Way> ways) {
    /** Creates {@code src}, the repository that clones are made of: three commits. */
    static final String SOURCE = """
            git init -q -b main src && cd src && git config uploadpack.allowFilter true
            mkdir in out && echo '*.log' > .gitignore
            for i in 1 2 3; do
              printf "one\\ntwo\\nline $i\\n" > in/greet.txt; echo "out $i" > out/far.txt; echo "root $i" > root.txt
              git add -A && git commit -q -m "commit $i"
            done
            cd ..
            """;

    /** How the workspace is created: as a directory of the host, or imported from a bundle as in a container. */
    enum Way {
        DIRECTORY,
        IMPORT
    }

    private CloneKind(String name, String script, int commits, Way... ways) {
        this(name, script, commits, List.of(ways));
    }

    static final List<CloneKind> ALL = List.of(
            new CloneKind("shallow", "git clone -q --depth 1 file://$PWD/src project", 1, Way.DIRECTORY, Way.IMPORT),
            new CloneKind(
                    "shallow with two branches",
                    "git -C src branch old HEAD~2 && git clone -q --depth 2 --no-single-branch file://$PWD/src project",
                    2,
                    Way.IMPORT),
            new CloneKind(
                    "blobless",
                    "git clone -q --filter=blob:none file://$PWD/src project",
                    3,
                    Way.DIRECTORY,
                    Way.IMPORT),
            new CloneKind("treeless", "git clone -q --filter=tree:0 file://$PWD/src project", 3, Way.IMPORT),
            new CloneKind(
                    "shallow and blobless",
                    "git clone -q --depth 2 --filter=blob:none file://$PWD/src project",
                    2,
                    Way.IMPORT),
            new CloneKind(
                    "sparse and blobless",
                    "git clone -q --sparse --filter=blob:none file://$PWD/src project"
                            + " && git -C project sparse-checkout set in",
                    3,
                    Way.DIRECTORY,
                    Way.IMPORT),
            new CloneKind(
                    "sparse with a sparse index",
                    "git clone -q src project && git -C project sparse-checkout set --sparse-index in",
                    3,
                    Way.DIRECTORY),
            new CloneKind(
                    "sparse without cones",
                    "git clone -q src project && git -C project sparse-checkout set --no-cone '/*' '!/out/'",
                    3,
                    Way.IMPORT),
            new CloneKind(
                    "SHA-256",
                    "git init -q -b main --object-format=sha256 project && cp -r src/in src/out src/root.txt project"
                            + " && cp src/.gitignore project && git -C project add -A && git -C project commit -q -m c",
                    1,
                    Way.DIRECTORY,
                    Way.IMPORT),
            new CloneKind(
                    "sparse linked worktree",
                    "git clone -q src main && git -C main sparse-checkout set in"
                            + " && git -C main worktree add -q -b side ../project"
                            + " && git -C project sparse-checkout set in",
                    3,
                    Way.DIRECTORY),
            new CloneKind(
                    "other owner",
                    "git clone -q src project; [ $(id -u) -ne 0 ] || chown -R 1234:1234 project",
                    3,
                    Way.DIRECTORY),
            new CloneKind("alternates", "git clone -q -s src project", 3, Way.DIRECTORY),
            new CloneKind(
                    "alternates of a partial clone",
                    "git clone -q --filter=blob:none file://$PWD/src base"
                            + " && git clone -q --reference base file://$PWD/src project",
                    3,
                    Way.DIRECTORY),
            new CloneKind(
                    "separate git directory", "git clone -q --separate-git-dir=store src project", 3, Way.DIRECTORY));

    @Override
    public String toString() {
        return name;
    }
}
