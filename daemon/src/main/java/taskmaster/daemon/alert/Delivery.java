package taskmaster.daemon.alert;

/// How a message ended, for people.
///
/// @param epochMillis when
/// @param id of the message
/// @param summary what it was about, one line
/// @param isAccepted whether the other side has it
/// @param answer what the other side said, or why it has it not
record Delivery(long epochMillis, String id, String summary, boolean isAccepted, String answer) {}
