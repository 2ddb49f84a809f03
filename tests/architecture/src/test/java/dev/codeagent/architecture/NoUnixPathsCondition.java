package dev.codeagent.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassReader;

/**
 * The strings of a class contain no path that exists on Unix only. It checks the constant pool, which contains all
 * strings regardless of their use.
 */
final class NoUnixPathsCondition extends ArchCondition<JavaClass> {
    private static final List<String> UNIX_PATHS = List.of("/bin/sh", "/bin/bash", "/dev/null", "/tmp/", "/etc/");
    private static final int CONSTANT_STRING_TAG = 8;

    NoUnixPathsCondition() {
        super("contain no path that exists on Unix only");
    }

    @Override
    public void check(JavaClass item, ConditionEvents events) {
        for (String text : strings(item)) {
            UNIX_PATHS.stream()
                    .filter(text::contains)
                    .forEach(path -> events.add(
                            SimpleConditionEvent.violated(item, item.getName() + " contains " + path + ": " + text)));
        }
    }

    private static List<String> strings(JavaClass item) {
        try (InputStream bytes = item.getSource().orElseThrow().getUri().toURL().openStream()) {
            var reader = new ClassReader(bytes);
            char[] buffer = new char[reader.getMaxStringLength()];
            var strings = new ArrayList<String>();
            for (int i = 1; i < reader.getItemCount(); i++) {
                int offset = reader.getItem(i);
                if (offset > 0 && reader.readByte(offset - 1) == CONSTANT_STRING_TAG) {
                    strings.add(reader.readUTF8(offset, buffer));
                }
            }
            return strings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
