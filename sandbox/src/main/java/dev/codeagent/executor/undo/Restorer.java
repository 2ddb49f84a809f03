package dev.codeagent.executor.undo;

import dev.codeagent.executor.undo.Entry.Kind;
import dev.codeagent.executor.undo.Plan.Conflict;
import dev.codeagent.executor.undo.Plan.Step;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Carries out a plan: takes away from the bottom up, makes from the top down, then sets the modes of folders. Each step
 * looks first what is there, so a plan that was interrupted anywhere is completed by carrying it out once more.
 */
final class Restorer {
    private static final String PARTIAL = ".codeagent-undo.new";

    private final Path root;
    private final ObjectStore store;
    private final Recorder recorder;
    private final Outputs outputs;

    Restorer(Path root, ObjectStore store, Recorder recorder, Outputs outputs) {
        this.root = root;
        this.store = store;
        this.recorder = recorder;
        this.outputs = outputs;
    }

    /** What could not be done because somebody else was there since the plan was made; empty in the usual case. */
    List<Conflict> carryOut(Plan plan) throws IOException {
        for (Plan.Lock lock : plan.locked()) {
            unlock(lock);
        }
        var strange = new ArrayList<Conflict>();
        var steps = new ArrayList<Step>();
        for (Step step : plan.steps()) {
            Entry is = recorder.look(step.path());
            boolean ours = is.is(Kind.NONE) || is.same(step.from()) || is.same(step.to()) || opened(is, step);
            if (ours) {
                steps.add(step);
            } else {
                strange.add(new Conflict(step.path(), "it was changed while the undo was interrupted"));
            }
        }
        steps.sort(Comparator.comparing(Step::path));
        for (Step step : steps.reversed()) {
            remove(step);
        }
        for (Step step : steps) {
            make(step);
        }
        close(plan, steps);
        return strange;
    }

    /** A folder whose mode the work itself had opened. */
    private static boolean opened(Entry is, Step step) {
        return is.is(Kind.FOLDER) && (step.from().is(Kind.FOLDER) || step.to().is(Kind.FOLDER));
    }

    private void unlock(Plan.Lock lock) throws IOException {
        Path folder = PathText.resolve(root, lock.folder());
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Locks.mode(folder, recorder.look(lock.folder()).mode() | Locks.OWNER);
        }
    }

    private void remove(Step step) throws IOException {
        Entry is = recorder.look(step.path());
        boolean folderInvolved = is.is(Kind.FOLDER) != step.to().is(Kind.FOLDER);
        if (is.is(Kind.NONE) || !(step.to().is(Kind.NONE) || folderInvolved)) {
            return;
        }
        Path place = PathText.resolve(root, step.path());
        if (is.is(Kind.FOLDER)) {
            removeOutputs(place, step.path());
        }
        Files.delete(place);
    }

    /** What a build left in a folder goes with the folder. */
    private void removeOutputs(Path folder, String path) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                String name = PathText.name(child.getFileName());
                if (name.equals(PARTIAL) || outputs.known(path + "/" + name)) {
                    removeAll(child);
                }
            }
        }
    }

    private static void removeAll(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
                for (Path child : children) {
                    removeAll(child);
                }
            }
        }
        Files.delete(path);
    }

    private void make(Step step) throws IOException {
        Entry is = recorder.look(step.path());
        Entry to = step.to();
        Path place = PathText.resolve(root, step.path());
        if (to.is(Kind.FOLDER) && is.is(Kind.NONE)) {
            Files.createDirectory(place);
            Locks.mode(place, to.mode() | Locks.OWNER);
        } else if (to.is(Kind.FILE) || to.is(Kind.LINK)) {
            if (is.is(Kind.FILE) && to.is(Kind.FILE) && is.hash().equals(to.hash())) {
                Locks.mode(place, to.mode());
            } else if (!is.same(to)) {
                replace(place, to);
            }
        }
    }

    private void replace(Path place, Entry to) throws IOException {
        Path partial = place.resolveSibling(PARTIAL);
        Files.deleteIfExists(partial);
        try {
            store.copyTo(to, partial);
            if (to.is(Kind.FILE)) {
                Locks.mode(partial, to.mode());
            }
            Files.move(partial, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private void close(Plan plan, List<Step> steps) throws IOException {
        for (Step step : steps.reversed()) {
            if (step.to().is(Kind.FOLDER)) {
                Locks.mode(PathText.resolve(root, step.path()), step.to().mode());
            }
        }
        for (Plan.Lock lock : plan.locked().reversed()) {
            try {
                Path folder = PathText.resolve(root, lock.folder());
                if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                    Locks.mode(folder, lock.mode());
                }
            } catch (NoSuchFileException | NotDirectoryException e) {
                // It was taken back with what it held.
            }
        }
    }
}
