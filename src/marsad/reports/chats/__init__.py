"""Exports of chats: messages become reports, and nothing in what is kept tells who a person is."""
