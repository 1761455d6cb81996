package taskmaster.client;

/// The size of the terminal; 0 where it is not known.
interface Window {
    int rows();

    int columns();
}
