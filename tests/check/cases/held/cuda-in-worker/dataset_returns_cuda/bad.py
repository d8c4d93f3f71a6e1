import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Spectrograms(Dataset):
    def __init__(self, n=8, frames=6, bands=4):
        self.clips = [torch.rand(frames, bands) for _ in range(n)]
        self.labels = [i % 2 for i in range(n)]

    def __len__(self):
        return len(self.clips)

    def __getitem__(self, index):
        clip = torch.log(self.clips[index] + 1e-3)
        clip = (clip - clip.mean()) / clip.std()
        clip = clip.to(device)
        return clip, self.labels[index]


class Detector(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(4, 8, batch_first=True)
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc(self.gru(x)[1][-1])


def main():
    model = Detector().to(device)
    loader = DataLoader(Spectrograms(), batch_size=4, shuffle=True, num_workers=2)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(1):
        for clips, labels in loader:
            labels = labels.to(device)
            loss = nn.functional.cross_entropy(model(clips), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(epoch, loss.item())


if __name__ == "__main__":
    main()
