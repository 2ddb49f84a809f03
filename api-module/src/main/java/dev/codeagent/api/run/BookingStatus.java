package dev.codeagent.api.run;

/** How sure the booked usage of a call is. */
public enum BookingStatus {
    /** The provider reported the usage. */
    CONFIRMED,
    /** The provider reported none: the usage is estimated from what was sent and received. */
    ESTIMATED,
    /** It is not known how the call ended, for example after a crash: its reservation is booked. */
    @FallbackValue
    UNCONFIRMED,
    /** Nothing was sent, or the provider refused the request: the call costs nothing. */
    RELEASED,
    /** The response cache answered: the usage is what the stored answer once used, and the call costs nothing. */
    CACHED
}
