package dev.codeagent.architecture.promises;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * A class file.
 *
 * @param annotations the names of its annotations
 * @param enumConstants empty if it is not an enum
 * @param methods its methods; the one without a name contains the string constants of the fields
 */
record ClassFile(String name, List<String> annotations, List<String> enumConstants, List<Code> methods) {

    static ClassFile read(byte[] bytes) {
        var reader = new ClassReader(bytes);
        var visitor = new Visitor();
        reader.accept(visitor, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        visitor.methods.add(new Code("", "()V", visitor.constants));
        return new ClassFile(
                reader.getClassName().replace('/', '.'), visitor.annotations, visitor.enumConstants, visitor.methods);
    }

    Class<?> load() {
        try {
            return Class.forName(name, false, ClassFile.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Returns {@code void} if the class or one of its dependencies is not on the class path, as for libraries of the
     * server.
     */
    static Class<?> loadIfPossible(String name) {
        try {
            return Class.forName(name, false, ClassFile.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            return void.class;
        }
    }

    private static final class Visitor extends ClassVisitor {
        private final List<String> annotations = new ArrayList<>();
        private final List<String> enumConstants = new ArrayList<>();
        private final List<Code> methods = new ArrayList<>();
        private final List<Step> constants = new ArrayList<>();

        Visitor() {
            super(Opcodes.ASM9);
        }

        @Override
        public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
            annotations.add(Type.getType(descriptor).getClassName());
            return null;
        }

        @Override
        public FieldVisitor visitField(int access, String name, String type, String signature, Object value) {
            if ((access & Opcodes.ACC_ENUM) != 0) {
                enumConstants.add(name);
            }
            if (value instanceof String text) {
                constants.add(new Step.Text(text));
            }
            return null;
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String type, String signature, String[] thrown) {
            var steps = new ArrayList<Step>();
            methods.add(new Code(name, type, steps));
            return new StepReader(steps);
        }
    }
}
