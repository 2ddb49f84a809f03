package dev.codeagent.architecture.violators.executor;

import org.assertj.core.api.Assertions;

/** An executor class that depends on a library. */
public class LibraryUser {
    Assertions library;
}
