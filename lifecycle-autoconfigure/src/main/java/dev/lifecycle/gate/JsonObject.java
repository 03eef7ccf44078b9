package dev.lifecycle.gate;

import java.util.List;

/**
 * Writes one flat JSON object: a JSON library is not always there.
 */
final class JsonObject {

	private final StringBuilder members = new StringBuilder();

	JsonObject add(String name, String value) {
		appendName(name);
		appendString(value);
		return this;
	}

	JsonObject add(String name, long value) {
		appendName(name);
		this.members.append(value);
		return this;
	}

	JsonObject add(String name, List<String> values) {
		appendName(name);
		this.members.append('[');
		for (int i = 0; i < values.size(); i++) {
			this.members.append((i > 0) ? "," : "");
			appendString(values.get(i));
		}
		this.members.append(']');
		return this;
	}

	private void appendName(String name) {
		if (!this.members.isEmpty()) {
			this.members.append(',');
		}
		appendString(name);
		this.members.append(':');
	}

	private void appendString(String value) {
		this.members.append('"');
		value.chars().forEach((character) -> appendCharacter((char) character));
		this.members.append('"');
	}

	private void appendCharacter(char character) {
		if (character == '"' || character == '\\') {
			this.members.append('\\').append(character);
		}
		else if (character < ' ' || Character.isSurrogate(character)) {
			this.members.append("\\u%04x".formatted((int) character));
		}
		else {
			this.members.append(character);
		}
	}

	@Override
	public String toString() {
		return "{" + this.members + "}";
	}

}
