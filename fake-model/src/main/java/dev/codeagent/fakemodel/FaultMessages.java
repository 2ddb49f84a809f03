package dev.codeagent.fakemodel;

/** The texts that real servers send with a status, where the script has none. */
final class FaultMessages {
    private FaultMessages() {}

    static String of(int status) {
        return switch (status) {
            case 400 -> "The request is invalid.";
            case 401 -> "Incorrect API key provided.";
            case 403 -> "Your key does not have permission to use this model.";
            case 404 -> "The model does not exist or you do not have access to it.";
            case 413 -> "Request exceeds the maximum size.";
            case 429 -> "Rate limit reached.";
            case 503 -> "Loading model";
            case 529 -> "Overloaded";
            default -> "The server had an error while processing your request.";
        };
    }
}
