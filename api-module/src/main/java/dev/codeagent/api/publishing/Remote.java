package dev.codeagent.api.publishing;

import java.util.Optional;

/**
 * The git server of a project. The token is never shown.
 *
 * @param forge absent if the host does not tell it and nobody said it: then branches can be pushed only
 */
public record Remote(String address, Optional<Forge> forge) {}
