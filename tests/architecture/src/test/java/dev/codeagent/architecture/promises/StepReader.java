package dev.codeagent.architecture.promises;

import java.util.List;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Collects the steps of a method in order. */
final class StepReader extends MethodVisitor {
    private static final String CONCATENATION = "makeConcatWithConstants";

    private final List<Step> steps;

    StepReader(List<Step> steps) {
        super(Opcodes.ASM9);
        this.steps = steps;
    }

    @Override
    public void visitLdcInsn(Object value) {
        if (value instanceof String text) {
            steps.add(new Step.Text(text));
        } else if (value instanceof Type type) {
            steps.add(new Step.ClassOf(type.getClassName()));
        }
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String type, boolean isInterface) {
        steps.add(new Step.Call(owner.replace('/', '.'), name, type));
    }

    @Override
    public void visitInvokeDynamicInsn(String name, String type, Handle bootstrap, Object... arguments) {
        if (name.equals(CONCATENATION)) {
            steps.add(new Step.Call("", name, type));
            steps.add(new Step.Text(((String) arguments[0]).replaceAll("[\\x01\\x02]", Step.ANY)));
        }
        for (Object argument : arguments) {
            if (argument instanceof Handle handle) {
                steps.add(new Step.Call(handle.getOwner().replace('/', '.'), handle.getName(), handle.getDesc()));
            }
        }
    }
}
