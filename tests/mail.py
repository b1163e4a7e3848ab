"""Mail servers that misbehave, to run the hub against."""

from smtplib import SMTPRecipientsRefused

from django.core.mail.backends.locmem import EmailBackend


class RefusesBrokenAddresses(EmailBackend):
    """Takes every mail but those to an address that begins with `broken`."""

    def send_messages(self, messages):
        for address in (address for message in messages for address in message.to):
            if address.startswith("broken"):
                raise SMTPRecipientsRefused({address: (550, b"No such mailbox")})
        return super().send_messages(messages)


class WhileAnotherMachineRuns(EmailBackend):
    """Lets another machine do all of its work while the first mail is on its way."""

    other_machine = None

    def send_messages(self, messages):
        work, WhileAnotherMachineRuns.other_machine = WhileAnotherMachineRuns.other_machine, None
        if work:
            work()
        return super().send_messages(messages)
