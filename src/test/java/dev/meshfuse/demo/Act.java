package dev.meshfuse.demo;

/**
 * One act of the play: something happens to the shop, and Meshfuse answers, or rightly does not.
 */
sealed interface Act permits NoisyCanary, FailingDependency, FailingCanary, FixedRelease {
    /** What it shows, for the programme. */
    String title();

    /**
     * Plays it.
     *
     * @throws StageException when what should have come did not
     */
    void play(Stage stage);
}
