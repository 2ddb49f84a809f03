package dev.codeagent.bench.crash;

import dev.codeagent.bench.harness.GitRepository;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/** What a run left on its branch: the files apart from the one that counts, and that one's lines. */
record BranchTree(List<String> files, List<String> effects) {

    static BranchTree read(GitRepository repository, String run) throws IOException, InterruptedException {
        String branch = "codeagent/" + run;
        Predicate<String> counts = line -> line.endsWith("\t" + EffectScript.EFFECTS_FILE);
        List<String> all = repository.git("ls-tree", "-r", branch).lines().toList();
        List<String> effects = all.stream().anyMatch(counts)
                ? repository
                        .git("show", branch + ":" + EffectScript.EFFECTS_FILE)
                        .lines()
                        .toList()
                : List.of();
        return new BranchTree(all.stream().filter(counts.negate()).toList(), effects);
    }

    long countEffect(String effect) {
        return effects.stream().filter(effect::equals).count();
    }
}
