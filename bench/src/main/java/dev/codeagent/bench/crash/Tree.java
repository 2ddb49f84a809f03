package dev.codeagent.bench.crash;

import dev.codeagent.bench.rig.Repository;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/** What a run left on its branch: the files apart from the one that counts, and that one's lines. */
record Tree(List<String> files, List<String> effects) {

    static Tree of(Repository repository, String run) throws IOException, InterruptedException {
        String branch = "codeagent/" + run;
        Predicate<String> counts = line -> line.endsWith("\t" + EffectScript.LOG);
        List<String> all = repository.git("ls-tree", "-r", branch).lines().toList();
        List<String> effects = all.stream().anyMatch(counts)
                ? repository
                        .git("show", branch + ":" + EffectScript.LOG)
                        .lines()
                        .toList()
                : List.of();
        return new Tree(all.stream().filter(counts.negate()).toList(), effects);
    }

    long count(String word) {
        return effects.stream().filter(word::equals).count();
    }
}
