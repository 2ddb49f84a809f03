package dev.codeagent.client.error;

import java.util.List;
import java.util.Optional;

/** The server refused a request. */
public final class ApiException extends ClientException {
    private static final long serialVersionUID = 1L;

    private final transient ApiError error;

    public ApiException(ApiError error) {
        super(error.code().isEmpty() ? error.message() : error.message() + " (" + error.code() + ")", null);
        this.error = error;
    }

    public ApiError error() {
        return error;
    }

    public int status() {
        return error.status();
    }

    public String code() {
        return error.code();
    }

    public String kind() {
        return error.kind();
    }

    public Optional<String> field() {
        return error.field();
    }

    /** The parts of a patch that were not applied, and why. */
    public List<PatchConflict> conflicts() {
        return error.conflicts();
    }
}
