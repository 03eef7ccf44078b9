-- The passwords are ada-demo, grace-demo and linus-demo.
insert into chat_user (username, password_hash) values
    ('ada',   '{bcrypt}$2a$10$xlT2ic3CokL/ouVJhm6VreLvOM0GnH3qupe5HmNu/JG.VpowpglCu'),
    ('grace', '{bcrypt}$2a$10$fjDDPwcfBMEkfxTHIDzc/uSW5lVOntXcUnOfs/kRq1B3XIND1ElSa'),
    ('linus', '{bcrypt}$2a$10$GsmKVR2l7U6G6dWszbJRreYIOwyhNzfv2SfC8/fjBqwY1h4XMDAdy');

insert into agent (name, command, behaviour, template, description) values
    ('helper', '@helper', 'REPLY', 'Hello {author}. Try "@clock" for the time, or "@echo" and some words.', 'says what there is'),
    ('clock',  '@clock',  'TIME',  'It is {time}, {author}.', 'knows the time'),
    ('echo',   '@echo',   'ECHO',  '{text}', 'repeats what you say');

insert into chat_message (author, is_agent, body, sent_at) values
    ('helper', true, 'Welcome. Write "@helper" to learn what the agents can do.', current_timestamp);
