package dev.codeagent.providers.recorded;

/** Reads the answers of one wire, written from its documentation and independent of the provider's code. */
interface ReferenceReading {
    ExpectedAnswer read(RecordedExchange exchange);
}
