package dev.meshfuse.scrape.http;

/** Takes a body piece by piece. */
@FunctionalInterface
interface Piece {
    /**
     * The next piece; the bytes are valid during the call only.
     *
     * @throws AnswerFault when the body cannot be used
     */
    void take(byte[] bytes, int from, int to) throws AnswerFault;
}
