package dev.codeagent.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.PackageTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The name of a package, type or method that a source file declares. A method that overrides another is not one. */
record DeclaredName(String name, int line) {
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
    private static final StandardJavaFileManager FILES = COMPILER.getStandardFileManager(null, null, null);
    private static final Pattern WORD = Pattern.compile("[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])");

    static List<DeclaredName> in(String source) {
        var file = new SimpleJavaFileObject(URI.create("string:///Source.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        var task =
                (JavacTask) COMPILER.getTask(null, FILES, diagnostic -> {}, List.of("-proc:none"), null, List.of(file));
        var names = new ArrayList<DeclaredName>();
        try {
            for (CompilationUnitTree unit : task.parse()) {
                new Scanner(source, unit, Trees.instance(task).getSourcePositions(), names).scan(unit, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    /** The words of the name in lower case, separated by spaces. */
    String words() {
        return words(name);
    }

    /** The words of all names in a text. */
    static String words(String text) {
        return String.join(
                        " ",
                        WORD.matcher(text).results().map(match -> match.group()).toList())
                .toLowerCase(Locale.ROOT);
    }

    private static final class Scanner extends TreePathScanner<Void, Void> {
        private final String source;
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<DeclaredName> names;

        Scanner(String source, CompilationUnitTree unit, SourcePositions positions, List<DeclaredName> names) {
            this.source = source;
            this.unit = unit;
            this.positions = positions;
            this.names = names;
        }

        @Override
        public Void visitPackage(PackageTree tree, Void unused) {
            add(tree.getPackageName().toString(), positions.getStartPosition(unit, tree.getPackageName()));
            return null;
        }

        @Override
        public Void visitClass(ClassTree tree, Void unused) {
            add(tree.getSimpleName().toString(), startOfName(tree, tree.getModifiers()));
            return super.visitClass(tree, unused);
        }

        @Override
        public Void visitMethod(MethodTree tree, Void unused) {
            boolean overrides = tree.getModifiers().getAnnotations().stream()
                    .anyMatch(annotation ->
                            annotation.getAnnotationType().toString().equals("Override"));
            if (!overrides && !tree.getName().contentEquals("<init>")) {
                add(tree.getName().toString(), startOfName(tree, tree.getModifiers()));
            }
            return super.visitMethod(tree, unused);
        }

        private long startOfName(Tree tree, ModifiersTree modifiers) {
            return Math.max(positions.getStartPosition(unit, tree), positions.getEndPosition(unit, modifiers));
        }

        private void add(String name, long from) {
            if (!name.isEmpty() && from >= 0) {
                int position = Math.max(source.indexOf(name, (int) from), (int) from);
                names.add(new DeclaredName(name, Vocabulary.lineAt(source, position)));
            }
        }
    }
}
