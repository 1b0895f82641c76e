package dev.rallycast.testkit;

/** What a host does otherwise than a {@link TransportContract} says; {@code docs/hosting.md} tells what it means. */
public enum TransportDeviation {
    /** Frames that a client did not mask are taken as if they were masked, against RFC 6455, section 5.1. */
    UNMASKED_FRAMES_ARE_TAKEN,
    /** A frame that the host does not even begin to take is closed with 1011, a failure of the server, and not with 1009. */
    LARGE_FRAMES_ARE_CLOSED_WITH_1011,
    /** The container authenticates nobody, so a handshake has no principal. */
    PRINCIPALS_ARE_NOT_KNOWN,
    /** A query with a broken percent escape is answered with status 400, and not with 500. */
    BROKEN_QUERIES_ARE_ANSWERED_WITH_400,
    /** A connection whose query has a broken percent escape is opened and then dropped without a close frame. */
    BROKEN_QUERIES_ARE_OPENED_AND_DROPPED,
    /** A path that leads upwards is answered with status 500, and one with a broken percent escape not at all. */
    BROKEN_PATHS_FAIL,
    /** Encoded dots, zeros and overlong characters in a path reach the authenticator, encoded as they came. */
    ENCODED_DOTS_AND_ZEROS_ARE_PASSED_ON,
    /** An encoded line feed in a path does not reach the authenticator. */
    ENCODED_LINE_FEEDS_ARE_REFUSED,
    /** A path whose last segment is empty belongs to an endpoint whose path ends in a parameter. */
    EMPTY_PATH_PARAMETERS_ARE_PASSED_ON,
    /** A path that begins with two slashes belongs to an endpoint whose path begins with one. */
    DOUBLE_SLASHES_ARE_PASSED_ON,
    /** A close frame without a code is answered with one without a code, and not with 1000. */
    CLOSES_WITHOUT_CODE_ARE_ANSWERED_ALIKE,
    /** When both sides close at the same moment, the client's close may get no answer; it does not happen every time. */
    CROSSING_CLOSES_MAY_GO_UNANSWERED,
    /** A client's close that comes while the host is sending may end the connection without a close frame in answer. */
    CLOSES_WHILE_SENDING_MAY_JUST_END,
    /** When the host stops, connections may end without a close frame, and not with 1001. */
    A_STOP_MAY_SEND_NO_CLOSE_FRAMES
}
