package dev.lockkeeper.app;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * The build step: gives picocli's class files, which are of Java 5, the stack map frames of Java 8. An AOT cache or
 * CDS archive takes no class without them, and picocli is the largest part of the start of a short command. Argument: the jar, which is replaced.
 */
public final class RenewClassFiles {
    private static final String FOLDER = "picocli/";
    private static final int FIRST_WITH_FRAMES = Opcodes.V1_6;

    private RenewClassFiles() {}

    public static void main(String[] arguments) throws IOException {
        Path jar = Path.of(arguments[0]);
        Path renewed = jar.resolveSibling(jar.getFileName() + ".renewed");
        int count = 0;
        try (URLClassLoader classes =
                        new URLClassLoader(new java.net.URL[] {jar.toUri().toURL()});
                JarFile in = new JarFile(new File(arguments[0]));
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(renewed))) {
            for (JarEntry entry : Collections.list(in.entries())) {
                byte[] content;
                try (InputStream stream = in.getInputStream(entry)) {
                    content = stream.readAllBytes();
                }
                boolean old = entry.getName().startsWith(FOLDER)
                        && entry.getName().endsWith(".class")
                        && new ClassReader(content).readShort(6) < FIRST_WITH_FRAMES;
                JarEntry copy = new JarEntry(entry.getName());
                copy.setTime(entry.getTime());
                out.putNextEntry(copy);
                out.write(old ? withFrames(content, classes) : content);
                out.closeEntry();
                count += old ? 1 : 0;
            }
        }
        Files.move(renewed, jar, StandardCopyOption.REPLACE_EXISTING);
        System.out.println("class files renewed: " + count);
    }

    private static byte[] withFrames(byte[] old, ClassLoader classes) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
            @Override
            protected ClassLoader getClassLoader() {
                return classes;
            }
        };
        new ClassReader(old)
                .accept(
                        new ClassVisitor(Opcodes.ASM9, writer) {
                            @Override
                            public void visit(
                                    int version,
                                    int access,
                                    String name,
                                    String signature,
                                    String superName,
                                    String[] interfaces) {
                                super.visit(Opcodes.V1_8, access, name, signature, superName, interfaces);
                            }
                        },
                        0);
        return writer.toByteArray();
    }
}
