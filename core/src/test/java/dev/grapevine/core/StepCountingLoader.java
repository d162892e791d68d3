package dev.grapevine.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Loads Grapevine's classes a second time, with calls that count {@link Steps} inserted: at the beginning of each method, at
 * each jump backwards, and before calls of the JDK that copy or search as much as their arguments hold. So the cost of an
 * input is a number that no machine and no other load changes.
 *
 * <p>Not counted are items that a stream pipeline passes on without a lambda of ours, and the insides of hash tables.
 */
final class StepCountingLoader extends ClassLoader {

    private static final String HOUSE = "dev.grapevine.";
    private static final String STEPS = Type.getInternalName(Steps.class);

    /** Methods of lists and other collections that look at all items, or move them. */
    private static final Set<String> LINEAR_IN_A_LIST =
            Set.of("contains", "indexOf", "lastIndexOf", "remove", "removeIf");

    StepCountingLoader() {
        super(StepCountingLoader.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(HOUSE) || name.equals(Steps.class.getName())) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (file == null) {
                throw new ClassNotFoundException(name);
            }
            ClassReader reader = new ClassReader(file);
            ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
            reader.accept(new CountingClass(writer), 0);
            byte[] bytes = writer.toByteArray();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class CountingClass extends ClassVisitor {
        CountingClass(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            return new CountingMethod(super.visitMethod(access, name, descriptor, signature, exceptions));
        }
    }

    private static final class CountingMethod extends MethodVisitor {
        private final Set<Label> passed = new HashSet<>();

        CountingMethod(MethodVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visitCode() {
            super.visitCode();
            count("step", "()V");
        }

        @Override
        public void visitLabel(Label label) {
            passed.add(label);
            super.visitLabel(label);
        }

        @Override
        public void visitJumpInsn(int opcode, Label label) {
            if (passed.contains(label)) {
                count("step", "()V");
            }
            super.visitJumpInsn(opcode, label);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            if (owner.startsWith("java/")) {
                countItems(owner, name, Type.getArgumentTypes(descriptor));
            }
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
        }

        private void countItems(String owner, String name, Type[] arguments) {
            int count = arguments.length;
            Type last = count == 0 ? Type.VOID_TYPE : arguments[count - 1];
            boolean copiesLength = name.equals("arraycopy") || (name.equals("copyOf") && last.equals(Type.INT_TYPE));
            boolean copiesCollection =
                    (name.equals("copyOf") || name.equals("addAll") || name.equals("putAll") || name.equals("<init>"))
                            && last.getSort() == Type.OBJECT
                            && !owner.startsWith("java/lang/");
            boolean searches = owner.startsWith("java/util/")
                    && LINEAR_IN_A_LIST.contains(name)
                    && !owner.contains("Map")
                    && !owner.contains("Set")
                    && count == 1
                    && last.getSize() == 1;
            if (copiesLength) {
                super.visitInsn(Opcodes.DUP);
                count("items", "(I)V");
            } else if (copiesCollection) {
                super.visitInsn(Opcodes.DUP);
                count("itemsOf", "(Ljava/lang/Object;)V");
            } else if (searches) {
                super.visitInsn(Opcodes.DUP2);
                super.visitInsn(Opcodes.POP);
                count("itemsOf", "(Ljava/lang/Object;)V");
            }
        }

        private void count(String method, String descriptor) {
            super.visitMethodInsn(Opcodes.INVOKESTATIC, STEPS, method, descriptor, false);
        }
    }
}
