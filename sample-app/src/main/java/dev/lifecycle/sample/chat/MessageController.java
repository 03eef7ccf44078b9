package dev.lifecycle.sample.chat;

import java.util.List;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dev.lifecycle.sample.cache.ChatCache;
import dev.lifecycle.sample.message.ChatMessage;

@RestController
class MessageController {

	private final ChatService chat;

	MessageController(ChatService chat) {
		this.chat = chat;
	}

	@GetMapping("/api/messages")
	List<ChatMessage> recent(@RequestParam(defaultValue = "50") int limit) {
		return this.chat.recent(Math.max(1, Math.min(limit, ChatCache.CAPACITY)));
	}

}
