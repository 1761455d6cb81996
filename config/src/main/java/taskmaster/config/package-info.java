/// From the YAML text to [Settings] or to all its problems at once.
///
/// Reading order: [ConfigLoader] (the entry), [LoadOutcome], [Settings], [Diagnostic]; then the
/// inside: `YamlReader` (text to nodes that know their place), `SettingTable` (every key, once),
/// `ValueType` (text to a value), `Expander` (`${VAR}`), `ProgramBinder`.
///
/// Laws: bad input is a value, never an exception; every problem has a place; everything that a
/// file could make grow has a bound in `ConfigLimits`; a key exists only in `SettingTable` (its
/// rows about alerts stand in `AlertTable`); a secret is in no message.
@NullMarked
package taskmaster.config;

import org.jspecify.annotations.NullMarked;
