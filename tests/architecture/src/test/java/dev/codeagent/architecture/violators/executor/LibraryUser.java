package dev.codeagent.architecture.violators.executor;

import org.assertj.core.api.Assertions;

/** An executor that needs a library. */
public class LibraryUser {
    Assertions library;
}
